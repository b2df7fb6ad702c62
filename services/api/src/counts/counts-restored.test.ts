import { expect, onTestFinished, test } from 'vitest'
import { createCounts, FRESH_MS, LOOK_MS } from './counts.ts'
import { fakeStore, settle, virtualTicker } from './fakes.ts'

const news = 'news'

/** Counts over a store that may be restored, repaired, or away; what was warned of is in `lines`. */
const setUp = () => {
  const [store, ticker] = [fakeStore(), virtualTicker()]
  const lines: object[] = []
  const note = (line: object) => void lines.push(line)
  const counts = createCounts({ store, ticker, log: { warn: note, info: note } })
  onTestFinished(() => counts.close())
  return { store, ticker, counts, lines }
}

test('a history that went back is forgotten', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 1)
  store.happen(news, 'a', 2)
  const before = await counts.read(news, ['a'])
  store.goBack(news, 0)
  await ticker.advance(LOOK_MS)
  expect(counts.peek(news, ['a'])).toBeUndefined()
  const after = await counts.read(news, ['a'])
  expect(after).toMatchObject({ counts: [0], revision: 0 })
  expect(after.generation).not.toBe(before.generation)
})

test('a repaired count is read afresh, though no revision tells of it', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 5)
  await counts.read(news, ['a'])
  store.repair(news, 'a', 4)
  await ticker.advance(LOOK_MS)
  expect((await counts.read(news, ['a'])).counts).toEqual([4])
})

test('a fill that meets another epoch than its neighbours’ forgets those', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 5)
  await counts.read(news, ['a'])
  store.repair(news, 'a', 4)
  expect((await counts.read(news, ['a', 'b'])).counts).toEqual([4, 0])
  expect(counts.size().drops).toBe(1)
})

test('a nudge after a repair or a restore forgets as well, before the next look', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 5)
  store.happen(news, 'a', 6)
  await counts.read(news, ['a', 'b'])
  store.repair(news, 'a', 4)
  counts.nudge(news, store.happen(news, 'b', 1))
  await settle()
  expect((await counts.read(news, ['a', 'b'])).counts).toEqual([4, 1])
  store.goBack(news, 0)
  counts.nudge(news, 9)
  await settle()
  expect((await counts.read(news, ['a', 'b'])).counts).toEqual([0, 0])
  expect(counts.size().drops).toBe(2)
})

test('a look whose answer is older than what was followed meanwhile forgets nothing', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['a'])
  store.hold(['revisions'])
  await ticker.advance(LOOK_MS)
  counts.nudge(news, store.happen(news, 'a', 1))
  await ticker.advance(20)
  expect(counts.peek(news, ['a'])?.counts).toEqual([1])
  await store.release()
  expect(counts.peek(news, ['a'])?.counts).toEqual([1])
  expect(counts.size().drops).toBe(0)
})

test('without contact a count is answered for a second, then only after asking', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 5)
  await counts.read(news, ['a'])
  store.leave()
  await ticker.advance(FRESH_MS)
  expect(counts.peek(news, ['a'])?.counts).toEqual([5])
  await ticker.advance(1)
  expect(counts.peek(news, ['a'])).toBeUndefined()
  await expect(counts.read(news, ['a'])).rejects.toMatchObject({ code: 'unavailable' })
})

test('when the store is back, what happened meanwhile is known at the first question', async () => {
  const { store, ticker, counts, lines } = setUp()
  store.happen(news, 'a', 5)
  await counts.read(news, ['a'])
  store.leave()
  await ticker.advance(60_000)
  store.happen(news, 'a', 6)
  store.comeBack()
  expect((await counts.read(news, ['a'])).counts).toEqual([6])
  await ticker.advance(LOOK_MS)
  expect(store.queries('read')).toHaveLength(1)
  expect(lines).toMatchObject([{ event: 'counts.store-away' }, { event: 'counts.store-back' }])
})

test('a store that hangs makes nobody wait a whole second, and its late answers are ignored', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['x'])
  store.happen(news, 'a', 1)
  store.hold()
  const asked = [counts.read(news, ['a']), counts.read(news, ['b'])].map((one) => one.catch((fault: Error) => fault))
  await ticker.advance(950)
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ code: 'unavailable' })
  store.happen(news, 'a', 2)
  await store.release()
  expect((await counts.read(news, ['a', 'b'])).counts).toEqual([2, 0])
})

test('a question that fails leaves the next one unharmed', async () => {
  const { store, counts } = setUp()
  store.leave(new Error('syntax error'))
  await expect(counts.read(news, ['a'])).rejects.toThrow('syntax error')
  store.comeBack()
  expect((await counts.read(news, ['a'])).counts).toEqual([0])
})
