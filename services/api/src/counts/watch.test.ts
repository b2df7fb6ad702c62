import { expect, onTestFinished, test } from 'vitest'
import { createCounts, LOOK_MS, type Watcher } from './counts.ts'
import { fakeStore, settle, virtualTicker } from './fakes.ts'

const setUp = () => {
  const store = fakeStore()
  const ticker = virtualTicker()
  const counts = createCounts({ store, ticker, log: { warn: () => undefined, info: () => undefined } })
  onTestFinished(() => counts.close())
  const watcher = () => {
    const told: unknown[] = []
    const hears: Watcher = {
      applied: ({ from, to, changes }) => void told.push([from, to, changes.map(({ keys }) => keys[0])]),
      dropped: () => void told.push('dropped'),
    }
    return { told, hears }
  }
  return { store, ticker, counts, watcher }
}
test('a watcher hears of every step without anybody asking, however long, and each of several does', async () => {
  const { store, ticker, counts, watcher } = setUp()
  const [one, two] = [watcher(), watcher()]
  const stop = counts.watch('news', one.hears)
  counts.watch('news', two.hears)
  await counts.read('news', [])
  await ticker.advance(60_000)
  store.happen('news', 'a', 1)
  await ticker.advance(LOOK_MS * 2)
  stop()
  store.happen('news', 'b', 1)
  await ticker.advance(LOOK_MS * 2)
  expect(one.told).toEqual([[0, 1, ['a']]])
  expect(two.told).toEqual([
    [0, 1, ['a']],
    [1, 2, ['b']],
  ])
})

test('a site that nobody watches any more is forgotten, one that is watched is not', async () => {
  const { ticker, counts, watcher } = setUp()
  const one = watcher()
  const stop = counts.watch('news', one.hears)
  await counts.read('news', [])
  await ticker.advance(11 * 60_000)
  expect(counts.size().sites).toBe(1)
  stop()
  await ticker.advance(11 * 60_000)
  await settle()
  expect([counts.size().sites, one.told]).toEqual([0, []])
})
