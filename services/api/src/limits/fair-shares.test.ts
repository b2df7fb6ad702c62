import { expect, test } from 'vitest'
import { AT_ONCE, createFairShares, WAIT_AT_MOST_MS } from './fair-shares.ts'

const setUp = () => {
  const at = { now: 0 }
  const shares = createFairShares(() => at.now)
  /** Comments that come and are stored at once. */
  const pass = async (...siteIds: string[]) => {
    for (let nth = 0; nth < 100; nth += 1) for (const siteId of siteIds) (await shares.enter(siteId))()
  }
  /** So many come together; says how many of them have begun, and stores one. */
  const crowd = (siteId: string, many: number) => {
    const begun: (() => void)[] = []
    for (let nth = 0; nth < many; nth += 1) {
      const entered = shares.enter(siteId)
      if (entered instanceof Promise) void entered.then((leave) => begun.push(leave))
      else begun.push(entered)
    }
    const settle = () => new Promise((done) => setImmediate(done))
    return {
      begun: async () => {
        await settle()
        return begun.length
      },
      store: () => begun[0]?.(),
      storeAll: () => begun.forEach((leave) => leave()),
    }
  }
  return { at, shares, pass, crowd }
}

test('a site alone has all that there is, and nothing of it waits', async () => {
  const { shares, pass, crowd } = setUp()
  await pass('flooded')
  expect(await crowd('flooded', 200).begun()).toBe(200)
  expect(shares.turn('flooded')).toBeUndefined()
})

test('while a calm site writes, little of a flood is under way, one after the other and none lost', async () => {
  const { at, shares, pass, crowd } = setUp()
  await pass('flooded')
  shares.enter('calm')
  const flood = crowd('flooded', 100)
  expect(await flood.begun()).toBe(AT_ONCE)
  flood.store()
  expect(await flood.begun()).toBe(AT_ONCE + 1)
  expect(await crowd('calm', 5).begun()).toBe(5)
  at.now = 500 // nothing calm came lately
  flood.store()
  expect(await flood.begun()).toBe(100)
})

test('what was under way before a calm comment came keeps its place', async () => {
  const { shares, pass, crowd } = setUp()
  await pass('flooded')
  const before = crowd('flooded', 50)
  shares.enter('calm')
  const after = crowd('flooded', 10)
  expect([await before.begun(), await after.begun()]).toEqual([50, 0])
  before.storeAll()
  expect(await after.begun()).toBe(AT_ONCE)
})

test('a flood’s comments are stored once a calm site’s is settled; calm ones wait for nobody', async () => {
  const { shares, pass } = setUp()
  await pass('flooded')
  shares.enter('calm')
  const turn = shares.turn('flooded')
  expect(turn).toBeInstanceOf(Promise)
  expect([shares.turn('calm'), shares.turn('new')]).toEqual([undefined, undefined])
  shares.settled('calm')
  await turn
  expect(shares.turn('flooded')).toBeUndefined()
})

test('sites that all send about as much wait for nobody', async () => {
  const { at, shares, pass, crowd } = setUp()
  await pass('one', 'other')
  at.now = 500 // the second of two looked calm beside the first
  await pass('one', 'other')
  expect(await crowd('one', 50).begun()).toBe(50)
  expect([shares.turn('one'), shares.turn('other')]).toEqual([undefined, undefined])
})

test('what a site sent seconds ago makes it no flood, what it sent a second ago does', async () => {
  const { at, shares, pass } = setUp()
  await pass('flooded')
  at.now = 1_500
  await pass('other')
  shares.enter('calm')
  expect(shares.turn('flooded')).toBeInstanceOf(Promise)
  at.now = 5_000
  await pass('other')
  shares.enter('flooded')
  expect(shares.turn('flooded')).toBeUndefined()
  expect(shares.turn('other')).toBeInstanceOf(Promise)
})

test('a comment that nobody decides on holds a flood up for a moment only', async () => {
  const shares = createFairShares()
  for (let nth = 0; nth < 100; nth += 1) shares.enter('flooded')
  shares.enter('calm')
  const start = performance.now()
  await shares.turn('flooded')
  expect(performance.now() - start).toBeGreaterThan(WAIT_AT_MOST_MS - 5)
})
