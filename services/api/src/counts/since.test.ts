import { expect, onTestFinished, test } from 'vitest'
import { createCounts, LOOK_MS } from './counts.ts'
import { fakeStore, virtualTicker } from './fakes.ts'

const setUp = (options: { window?: number } = {}) => {
  const store = fakeStore()
  const ticker = virtualTicker()
  const counts = createCounts({ store, ticker, log: { warn: () => {}, info: () => {} }, ...options })
  onTestFinished(() => counts.close())
  return { store, ticker, counts }
}
const news = 'news'

test('what changed after a revision is told once, with the revision to go on from', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  const { revision } = await counts.read(news, ['a'])
  store.happen(news, 'a', 2)
  store.happen(news, 'b', 1)
  store.happen(news, 'a', 3)
  await counts.read(news, ['c'])
  const changed = await counts.since(news, revision)
  expect(Object.fromEntries(changed.counts)).toEqual({ a: 3, b: 1 })
  expect(changed.revision).toBe(4)
  expect((await counts.since(news, changed.revision)).counts).toEqual([])
})

test('an article is told under all its names', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 2, ['old', 'older'])
  expect(Object.fromEntries((await counts.since(news, 0)).counts)).toEqual({ a: 2, old: 2, older: 2 })
})

test('nothing new costs no query', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  store.asked.length = 0
  expect(await counts.since(news, 1)).toMatchObject({ counts: [], revision: 1 })
  expect(await counts.since(news, 1, ['a', 'b'])).toMatchObject({ counts: [], revision: 1 })
  expect(store.asked).toEqual([])
})

test('changes among held articles cost no query either', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 1)
  await counts.read(news, ['a', 'b', 'c'])
  store.happen(news, 'b', 4)
  store.happen(news, 'd', 4)
  await ticker.advance(LOOK_MS)
  store.asked.length = 0
  expect(await counts.since(news, 1, ['a', 'b', 'c'])).toMatchObject({ counts: [['b', 4]], revision: 3 })
  expect(store.asked).toEqual([])
})

test('articles that were never asked about are read and told when they changed', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  store.happen(news, 'b', 2)
  expect(await counts.since(news, 1, ['a', 'b', 'c'])).toMatchObject({ counts: [['b', 2]], revision: 2 })
})

test('a revision of which only another process knows yet is looked up before it is called the future', async () => {
  const { store, counts } = setUp()
  await counts.read(news, ['a'])
  store.happen(news, 'a', 1)
  expect(await counts.since(news, 1)).toEqual({ counts: [], revision: 1, generation: 1 })
  expect(await counts.since(news, 2)).toEqual({ counts: [], revision: 1, generation: 1, reset: true })
})

test('a revision from before the kept window asks to start afresh', async () => {
  const { store, counts } = setUp({ window: 5 })
  for (let count = 1; count <= 7; count += 1) store.happen(news, 'a', count)
  expect(await counts.since(news, 1)).toMatchObject({ counts: [], revision: 7, reset: true })
  expect(await counts.since(news, 1, ['a'])).toMatchObject({ counts: [], revision: 7, reset: true })
  expect(await counts.since(news, 2)).toMatchObject({ counts: [['a', 7]], revision: 7 })
})

test('a thousand articles at most are told at a time, and nothing is lost between two pages', async () => {
  const { store, counts } = setUp()
  for (let at = 0; at < 2_300; at += 1) store.happen(news, `k${at}`, at)
  const told = new Map<string, number>()
  let revision = 0
  let pages = 0
  for (let more = true; more; pages += 1) {
    const page = await counts.since(news, revision)
    for (const [key, count] of page.counts) told.set(key, count)
    revision = page.revision
    more = page.more ?? false
    store.happen(news, 'k0', 10_000 + pages)
  }
  expect(pages).toBe(3)
  expect(told.size).toBe(2_300)
  expect(told.get('k0')).toBe(10_001)
})

test('this process never tells a newer revision here than it knows there', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  store.happen(news, 'b', 1)
  await counts.read(news, ['a'])
  store.happen(news, 'a', 2)
  const { revision } = await counts.since(news, 0)
  expect(revision).toBe(3)
  expect(counts.peek(news, ['a'])).toMatchObject({ counts: [2], revision: 3 })
})

test('what is asked for costs no more than it must', async () => {
  const verbs = (store: ReturnType<typeof fakeStore>) =>
    store.asked.splice(0).map(({ verb, keys }) => [verb, ...(keys ?? [])])
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  await counts.since(news, 1) // the newest
  expect(verbs(store)).toEqual([['read']])
  await counts.since(news, 0)
  expect(verbs(store)).toEqual([['changes']])
  store.happen(news, 'a', 2)
  await counts.since(news, 0) // newer than is followed
  expect(verbs(store)).toEqual([['changes'], ['changes']])
  await counts.since(news, 9) // the future, perhaps
  expect(verbs(store)).toEqual([['changes']])
  await counts.since(news, 0, ['a'])
  expect(verbs(store)).toEqual([['read', 'a']])
})

test('what is asked of some articles is told of no other', async () => {
  const { store, counts } = setUp()
  for (const key of ['a', 'b', 'c']) store.happen(news, key, 1)
  expect(await counts.since(news, 1, ['a', 'b', 'd'])).toMatchObject({ counts: [['b', 1]], revision: 3 })
})

test('the future is nothing that memory knows, also of articles that are held', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  expect(counts.peekSince(news, 2, ['a'])).toBeUndefined()
  expect(await counts.since(news, 2, ['a'])).toMatchObject({ counts: [], revision: 1, reset: true })
})

test('a page that says there is more and tells nothing leads no further', async () => {
  const store = fakeStore()
  const changes = async () => ({ revision: 9, epoch: 1, changes: [], more: true })
  const ticker = virtualTicker()
  const counts = createCounts({
    store: { ...store, counts: { ...store.counts, changes } },
    ticker,
    log: { warn: () => {}, info: () => {} },
  })
  onTestFinished(() => counts.close())
  for (const key of ['a', 'b', 'c']) store.happen(news, key, 1)
  await counts.read(news, [])
  expect(await counts.since(news, 2)).toMatchObject({ counts: [], revision: 2, more: true })
})
