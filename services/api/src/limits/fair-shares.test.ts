import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFairShares, LEAST_A_SECOND, WAIT_AT_MOST_MS } from './fair-shares.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

const setUp = () => {
  const lines: object[] = []
  const shares = createFairShares({ log: { info: (line: object) => void lines.push(line) } })
  let stored = 0
  /** So many comments of each site come within a second; says how many of the first site's were stored within it. */
  const second = async (perSecond: Record<string, number>): Promise<number> => {
    const before = stored
    const [first] = Object.keys(perSecond)
    for (let ms = 0; ms < 1_000; ms += 1) {
      for (const [siteId, many] of Object.entries(perSecond)) {
        const now = Math.floor(((ms + 1) * many) / 1_000) - Math.floor((ms * many) / 1_000)
        for (let nth = 0; nth < now; nth += 1)
          void (async () => {
            await shares.place(siteId)
            await shares.turn(siteId)
            if (siteId === first) stored += 1
            else setTimeout(() => shares.settled(siteId), 10) // it is decided on
          })()
      }
      await pass(1)
    }
    return stored - before
  }
  return { ...shares, second, lines }
}

test('a site alone waits for nothing', async () => {
  const { place, turn, second } = setUp()
  expect(await second({ flooded: 3_000 })).toBe(3_000)
  expect([place('flooded'), turn('flooded')]).toEqual([undefined, undefined])
})

test('while a calm site writes, a flood goes on with an eighth of what it had, evenly, and with all of it afterwards', async () => {
  const { place, turn, second } = setUp()
  for (let nth = 0; nth < 2; nth += 1) await second({ flooded: 4_000 })
  await second({ flooded: 4_000, calm: 10 })
  const slowed = await second({ flooded: 4_000, calm: 10 })
  expect(slowed).toBeGreaterThan(425)
  expect(slowed).toBeLessThan(550)
  expect(await second({ flooded: 4_000, calm: 10 })).toBeGreaterThan(425) // no less with time
  await pass(20_000) // all that waited had its place
  expect([place('flooded'), turn('flooded')]).toEqual([undefined, undefined])
})

test('the log says once a second whose comments were slowed', async () => {
  const { second, lines } = setUp()
  await second({ flooded: 2_000 })
  expect(lines).toEqual([])
  await second({ flooded: 2_000, calm: 10 })
  await second({ flooded: 2_000, calm: 10 })
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.length).toBeLessThanOrEqual(2)
  expect(lines[0]).toEqual({ event: 'site.slowed', siteId: 'flooded', comments: expect.any(Number) })
})

test('an ordinary busy site is slowed by nobody', async () => {
  const { second } = setUp()
  await second({ busy: LEAST_A_SECOND - 50 })
  expect(await second({ busy: LEAST_A_SECOND - 50, calm: 10 })).toBeGreaterThan(LEAST_A_SECOND - 80)
})

test('each site has a pace of its own', async () => {
  const { second } = setUp()
  await second({ other: 190, flooded: 4_000 })
  await second({ other: 190, flooded: 4_000, calm: 10 })
  expect(await second({ other: 190, flooded: 4_000, calm: 10 })).toBeGreaterThan(170)
})

test('a flood’s comments are stored once a calm site’s is settled; calm ones wait for nobody', async () => {
  const { place, turn, settled, second } = setUp()
  await second({ flooded: 1_000 })
  expect([place('calm'), turn('calm')]).toEqual([undefined, undefined])
  const stored = turn('flooded')
  expect(stored).toBeInstanceOf(Promise)
  expect([place('new'), turn('new')]).toEqual([undefined, undefined])
  settled('calm')
  settled('new')
  await stored
  expect(turn('flooded')).toBeUndefined()
})

test('a comment that nobody decides on holds a flood up for a moment only', async () => {
  const { turn, second } = setUp()
  await second({ flooded: 1_000 })
  turn('calm')
  let isStored = false
  void turn('flooded')?.then(() => (isStored = true))
  await pass(WAIT_AT_MOST_MS - 1)
  expect(isStored).toBe(false)
  await pass(1)
  expect(isStored).toBe(true)
})

test('sites that all send about as much wait for nobody', async () => {
  const { second } = setUp()
  await second({ one: 1_000, other: 1_000 })
  expect(await second({ one: 1_000, other: 1_000 })).toBe(1_000)
})

test('what a site sent seconds ago makes it no flood', async () => {
  const { turn, second } = setUp()
  await second({ flooded: 1_000 })
  await pass(3_000)
  await second({ other: 1_000 })
  expect(turn('flooded')).toBeUndefined()
  expect(turn('other')).toBeInstanceOf(Promise) // for `flooded`, which is calm now
})
