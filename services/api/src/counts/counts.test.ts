import { expect, onTestFinished, test } from 'vitest'
import { createCounts, LOOK_MS } from './counts.ts'
import { fakeStore, settle, virtualTicker } from './fakes.ts'

const setUp = (options: { maxBytes?: number; window?: number } = {}) => {
  const store = fakeStore()
  const ticker = virtualTicker()
  const counts = createCounts({ store, ticker, log: { warn: () => {}, info: () => {} }, ...options })
  onTestFinished(() => counts.close())
  return { store, ticker, counts }
}
const news = 'news'

test('known and unknown articles are counted, in the order asked, with the revision they are true at', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 11)
  store.happen(news, 'b', 3)
  const seen = await counts.read(news, ['b', 'nothing', 'a'])
  expect(seen).toMatchObject({ counts: [3, 0, 11], revisions: [2, 0, 1], revision: 2 })
})

test('an unknown article costs one query, and none after it', async () => {
  const { store, counts } = setUp()
  await counts.read(news, ['a'])
  await counts.read(news, ['a'])
  expect(counts.peek(news, ['a'])?.counts).toEqual([0])
  await counts.read(news, ['a', 'b'])
  expect(store.queries('read').map(({ keys }) => keys)).toEqual([['a'], ['b']])
})

test('questions of one moment share a query, and a key asked twice is read once', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  const first = counts.read(news, ['x'])
  const rest = Array.from({ length: 50 }, (_, at) => counts.read(news, ['a', `b${at % 10}`]))
  await Promise.all([first, ...rest])
  expect(store.queries('read')).toHaveLength(2)
  expect(store.queries('read')[1]?.keys).toHaveLength(11)
})

test('a first comment replaces a cached zero', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['a'])
  store.happen(news, 'a', 1)
  await ticker.advance(LOOK_MS)
  expect(counts.peek(news, ['a'])?.counts).toEqual([1])
})

test('an alias and a merge reach the names that were cached under another count', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 4)
  store.happen(news, 'b', 2)
  await counts.read(news, ['a', 'b', 'old-name'])
  store.happen(news, 'a', 4, ['old-name'])
  store.happen(news, 'a', 6, ['b'])
  await ticker.advance(LOOK_MS)
  expect(counts.peek(news, ['a', 'b', 'old-name'])?.counts).toEqual([6, 6, 6])
})

test('a fall is known as fast as a rise', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 4)
  await counts.read(news, ['a'])
  store.happen(news, 'a', 3)
  await ticker.advance(LOOK_MS)
  expect(counts.peek(news, ['a'])?.counts).toEqual([3])
})

test('a nudge is applied at once, without waiting for the next look', async () => {
  const { store, counts } = setUp()
  await counts.read(news, ['a'])
  counts.nudge(news, store.happen(news, 'a', 1))
  await settle()
  expect(counts.peek(news, ['a'])?.counts).toEqual([1])
})

test('without any nudge every change is known within one look', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['a'])
  for (let count = 1; count <= 20; count += 1) {
    store.happen(news, 'a', count)
    await ticker.advance(LOOK_MS)
    expect(counts.peek(news, ['a'])?.counts).toEqual([count])
  }
})

test('late, repeated, reordered and invented nudges change nothing but the moment', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['a'])
  const revisions = [1, 2, 3].map((count) => store.happen(news, 'a', count))
  for (const revision of [...revisions.toReversed(), ...revisions, 2 ** 52, -1, Number.NaN]) {
    counts.nudge(news, revision)
    counts.nudge('a site nobody asked about', revision)
    await ticker.advance(20)
    expect(counts.peek(news, ['a'])).toMatchObject({ counts: [3], revision: 3 })
  }
  expect(counts.size().sites).toBe(1)
})

test('a storm of nudges is served by a few looks at the log', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['a'])
  for (let count = 1; count <= 200; count += 1) {
    counts.nudge(news, store.happen(news, 'a', count))
    await ticker.advance(0.5)
  }
  await ticker.advance(20)
  expect(counts.peek(news, ['a'])?.counts).toEqual([200])
  expect(store.queries('changes').length).toBeLessThan(20)
})

test('one query asks about all sites, and none while nothing is followed', async () => {
  const { store, ticker, counts } = setUp()
  await ticker.advance(5 * LOOK_MS)
  expect(store.asked).toEqual([])
  for (const site of ['one', 'two', 'three']) await counts.read(site, ['a'])
  store.asked.length = 0
  await ticker.advance(LOOK_MS)
  expect(store.asked).toEqual([{ verb: 'revisions' }])
})

test('what changed between a fill’s snapshot and its answer is not lost', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  await counts.read(news, ['b'])
  store.hold()
  const reading = counts.read(news, ['a'])
  await settle()
  counts.nudge(news, store.happen(news, 'a', 2))
  await store.release()
  expect((await reading).counts).toEqual([2])
  expect(counts.peek(news, ['a'])).toMatchObject({ counts: [2], revision: 2 })
})

test('a fill that saw more than was followed waits for the rest: an answer is of one revision', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  store.happen(news, 'a', 2)
  store.happen(news, 'b', 5)
  const seen = await counts.read(news, ['a', 'b'])
  expect(seen).toMatchObject({ counts: [2, 5], revision: 3 })
})

test('a fill of a name that moved on meanwhile does not bring back what it led to before', async () => {
  const { store, counts } = setUp()
  store.happen(news, 'a', 7, ['name'])
  store.happen(news, 'b', 1)
  await counts.read(news, ['x'])
  store.hold()
  const reading = counts.read(news, ['name', 'a', 'b'])
  await settle()
  store.happen(news, 'b', 8, ['a'])
  counts.nudge(news, 3)
  await store.release()
  expect(await reading).toMatchObject({ counts: [8, 8, 8], revision: 3 })
})

test('entries that leave while a question waits for others are still answered', async () => {
  const { store, counts } = setUp({ maxBytes: 1_000 }) // four entries
  store.happen(news, 'a', 1)
  store.happen(news, 'b', 2)
  await counts.read(news, ['a'])
  store.hold()
  const reading = counts.read(news, ['a', 'b'])
  const others = counts.read('other', ['1', '2', '3', '4', '5', '6'])
  await settle()
  store.happen(news, 'a', 10)
  await store.releaseHeld()
  await store.release()
  expect((await reading).counts).toEqual([1, 2])
  expect((await others).counts).toEqual([0, 0, 0, 0, 0, 0])
  expect(counts.size().entries).toBeLessThanOrEqual(4)
  expect((await counts.read(news, ['a', 'b'])).counts).toEqual([10, 2])
})

test('what left is read again and follows again', async () => {
  const { store, ticker, counts } = setUp({ maxBytes: 1_000 })
  await counts.read(news, ['a'])
  for (let at = 0; at < 20; at += 1) await counts.read(news, [`b${at}`])
  expect(counts.peek(news, ['a'])).toBeUndefined()
  store.happen(news, 'a', 1)
  await ticker.advance(LOOK_MS)
  expect((await counts.read(news, ['a'])).counts).toEqual([1])
  store.happen(news, 'a', 2)
  await ticker.advance(LOOK_MS)
  expect(counts.peek(news, ['a'])?.counts).toEqual([2])
})

test('a question for more keys than fit is answered whole', async () => {
  const { store, counts } = setUp({ maxBytes: 1_000 })
  const keys = Array.from({ length: 2_500 }, (_, at) => `k${at}`)
  for (const [at, key] of keys.slice(0, 50).entries()) store.happen(news, key, at)
  const seen = await counts.read(news, keys)
  expect(seen.counts.slice(0, 50)).toEqual(keys.slice(0, 50).map((_, at) => at))
  expect(seen.counts).toHaveLength(2_500)
})

test('more changes than one page holds are applied together', async () => {
  const { store, counts } = setUp()
  const keys = Array.from({ length: 2_200 }, (_, at) => `k${at}`)
  await counts.read(news, keys)
  for (const key of keys) store.happen(news, key, 1)
  const halfWay = new Set<number>()
  counts.nudge(news, 1)
  for (let turn = 0; turn < 20; turn += 1) {
    const seen = counts.peek(news, keys)
    halfWay.add(seen?.counts.filter((count) => count === 1).length ?? -1)
    await Promise.resolve()
  }
  await settle()
  expect(counts.peek(news, keys)).toMatchObject({ counts: keys.map(() => 1), revision: 2_200 })
  expect([...halfWay].filter((count) => count !== 0 && count !== 2_200)).toEqual([])
})

test('a site whose first question takes long, or asks only for changes, is not forgotten meanwhile', async () => {
  const { store, ticker, counts } = setUp()
  store.hold(['read'])
  const asked = [counts.read('one', ['a']), counts.since('two', 0)]
  await ticker.advance(2 * LOOK_MS)
  await store.release()
  await Promise.all(asked)
  await ticker.advance(2 * LOOK_MS)
  expect(counts.size()).toMatchObject({ sites: 2, drops: 0 })
})

test('a site nobody asks about for long is no longer followed', async () => {
  const { store, ticker, counts } = setUp()
  await counts.read(news, ['a'])
  await ticker.advance(11 * 60_000)
  expect(counts.size()).toMatchObject({ sites: 0, entries: 0 })
  store.asked.length = 0
  await ticker.advance(10 * LOOK_MS)
  expect(store.asked).toEqual([])
})

test('a new process, which remembers nothing, answers the same', async () => {
  const { store, ticker, counts } = setUp()
  store.happen(news, 'a', 5)
  const first = await counts.read(news, ['a'])
  const other = createCounts({ store, ticker, log: { warn: () => {}, info: () => {} } })
  onTestFinished(() => other.close())
  const second = await other.read(news, ['a'])
  expect({ ...second, generation: 0 }).toEqual({ ...first, generation: 0 })
})
