import { expect, onTestFinished, test } from 'vitest'
import { createCounts, FRESH_MS, LOOK_MS, type Watcher } from './counts.ts'
import { fakeStore, settle, virtualTicker } from './fakes.ts'
import type { CountsStore } from './ports.ts'

const setUp = <S extends CountsStore>(store: S) => {
  const ticker = virtualTicker()
  const lines: object[] = []
  const log = { warn: (line: object) => void lines.push(line), info: (line: object) => void lines.push(line) }
  const counts = createCounts({ store, ticker, log })
  onTestFinished(() => counts.close())
  return { store, ticker, counts, lines }
}
const news = 'news'
const watcher = () => {
  const told: string[] = []
  const hears: Watcher = { applied: () => void told.push('applied'), dropped: () => void told.push('dropped') }
  return { told, hears }
}

test('looks alone keep fresh what is held', async () => {
  const { store, ticker, counts } = setUp(fakeStore())
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  store.asked.length = 0
  await ticker.advance(10 * FRESH_MS)
  expect(counts.peek(news, ['a'])?.counts).toEqual([1])
  expect(store.asked.filter(({ verb }) => verb !== 'revisions')).toEqual([])
})

test('a site is forgotten when nobody asked for more than ten minutes, and the log says why', async () => {
  const { ticker, counts, lines } = setUp(fakeStore())
  await counts.read(news, ['a'])
  await ticker.advance(10 * 60_000)
  expect(counts.size().sites).toBe(1)
  await ticker.advance(LOOK_MS)
  expect(counts.size().sites).toBe(0)
  expect(lines).toEqual([{ event: 'counts.dropped', siteId: news, why: 'idle' }])
})

test('who watches a site whose history became another hears of it, once, as does the log', async () => {
  const { store, ticker, counts, lines } = setUp(fakeStore())
  const one = watcher()
  counts.watch(news, one.hears)
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  store.hold(['read'])
  const asked = counts.read(news, ['b'])
  await settle()
  store.goBack(news, 0)
  await ticker.advance(LOOK_MS) // the look forgets it; the fill that comes later finds it forgotten
  await store.release()
  expect((await asked).revision).toBe(0)
  expect(one.told).toEqual(['dropped'])
  expect(counts.size().drops).toBe(1)
  expect(lines).toEqual([{ event: 'counts.dropped', siteId: news, why: 'history' }])
})

test('a history that a fill finds to be another is logged as that', async () => {
  const { store, counts, lines } = setUp(fakeStore())
  await counts.read(news, ['a'])
  store.repair(news, 'a', 1)
  await counts.read(news, ['b'])
  expect(lines).toEqual([{ event: 'counts.dropped', siteId: news, why: 'history' }])
})

test('a site that is no more is forgotten', async () => {
  const store = fakeStore()
  const { ticker, counts, lines } = setUp({ ...store, sites: { revisions: async () => new Map() } })
  await counts.read(news, ['a'])
  await ticker.advance(LOOK_MS)
  expect(counts.size()).toMatchObject({ sites: 0, drops: 1 })
  expect(lines).toEqual([{ event: 'counts.dropped', siteId: news, why: 'history' }])
})

test('a history that changes again and again is a fault, after four tries', async () => {
  let epoch = 0
  const read = async () => ({ revision: 1, epoch: (epoch += 1), counts: new Map() })
  const { counts } = setUp({ sites: fakeStore().sites, counts: { ...fakeStore().counts, read } })
  await counts.read(news, ['first'])
  // Each history is read by one of them, and for the next one it is another already.
  const asked = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((key) => counts.read(news, [key])))
  expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
  expect(asked[3]).toMatchObject({
    reason: { message: 'the history of a site changed four times within one question' },
  })
})

test('an outage is logged once when it begins and once when it ends, each time', async () => {
  const { store, ticker, counts, lines } = setUp(fakeStore())
  await counts.read(news, ['a'])
  await ticker.advance(5 * LOOK_MS)
  expect(lines).toEqual([])
  for (let nth = 0; nth < 2; nth += 1) {
    store.leave()
    await ticker.advance(5 * LOOK_MS)
    store.comeBack()
    await ticker.advance(5 * LOOK_MS)
  }
  const once = [expect.objectContaining({ event: 'counts.store-away' }), { event: 'counts.store-back' }]
  expect(lines).toEqual([...once, ...once])
})

test('whoever asks during an outage is told when to come again, and it is logged at once', async () => {
  const { store, counts, lines } = setUp(fakeStore())
  store.leave()
  const extra = { headers: { 'Retry-After': '1' } }
  await expect(counts.read(news, ['a'])).rejects.toMatchObject({ code: 'unavailable', extra })
  expect(lines).toEqual([expect.objectContaining({ event: 'counts.store-away' })])
})

test('a nudge of what is known already costs nothing', async () => {
  const { store, ticker, counts } = setUp(fakeStore())
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  store.asked.length = 0
  counts.nudge(news, 1)
  counts.nudge(news, 0)
  await ticker.advance(LOOK_MS / 2)
  expect(store.asked).toEqual([])
})

test('a site’s revision is told while it is known to be fresh, which counts as asking', async () => {
  const { store, ticker, counts } = setUp(fakeStore())
  expect(counts.followed(news, counts.now())).toBeUndefined()
  store.happen(news, 'a', 1)
  await counts.read(news, ['a'])
  expect(counts.followed(news, counts.now())).toMatchObject({ revision: 1, generation: 1 })
  await ticker.advance(9 * 60_000)
  expect(counts.followed(news, counts.now())).toMatchObject({ revision: 1 })
  await ticker.advance(9 * 60_000)
  expect(counts.size().sites).toBe(1)
  store.leave()
  await ticker.advance(2 * FRESH_MS)
  expect(counts.followed(news, counts.now())).toBeUndefined()
})

test('who stops watching twice stops nobody else', async () => {
  const { store, counts } = setUp(fakeStore())
  const [one, two] = [watcher(), watcher()]
  const stop = counts.watch(news, one.hears)
  stop()
  counts.watch(news, two.hears)
  stop()
  await counts.read(news, [])
  counts.nudge(news, store.happen(news, 'a', 1))
  await settle()
  expect([one.told, two.told]).toEqual([[], ['applied']])
})

test('after it is closed it looks no more, not even where a look was under way', async () => {
  const { store, ticker, counts } = setUp(fakeStore())
  await counts.read(news, [])
  store.hold(['revisions'])
  await ticker.advance(LOOK_MS)
  await counts.close()
  await store.release()
  await ticker.advance(10 * LOOK_MS)
  expect(store.queries('revisions')).toHaveLength(1)
  const other = setUp(fakeStore())
  await other.counts.read(news, [])
  await other.counts.close()
  await other.ticker.advance(10 * LOOK_MS)
  expect(other.store.queries('revisions')).toEqual([])
})
