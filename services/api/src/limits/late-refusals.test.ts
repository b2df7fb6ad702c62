import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { APART_MS, AT_ONCE, createLateRefusals, HELD_AT_MOST_MS, HELD_MS, MOST_HELD } from './late-refusals.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const setUp = () => {
  const at = { now: 0 }
  const refusals = createLateRefusals(() => at.now)
  const times = (count: number) => Array.from({ length: count }, () => refusals.next())
  return { at, times }
}

test('a few refusals are told at once, again and again', () => {
  const { at, times } = setUp()
  for (let nth = 0; nth < 10; nth += 1) {
    expect(times(AT_ONCE).every((wait) => wait === undefined)).toBe(true)
    at.now += 100
  }
})

/** Has so many of a flood wait at once; answers how many of them were told after so many milliseconds more. */
const flood = (times: (count: number) => (Promise<void> | undefined)[], count: number) => {
  let told = 0
  for (const wait of times(count)) void wait?.then(() => (told += 1))
  return async (ms: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(ms)
    return told
  }
}

test('those of a flood are told late, one after the other, so that they do not come back together', async () => {
  const { times } = setUp()
  times(AT_ONCE)
  const toldIn = flood(times, 400)
  expect(await toldIn(HELD_MS - 1)).toBe(0)
  for (const tenth of [1, 2, 3]) {
    const told = await toldIn(40)
    expect(Math.abs(told - (tenth * 40) / APART_MS)).toBeLessThan(5)
  }
  expect(await toldIn(HELD_AT_MOST_MS - HELD_MS)).toBe(400)
})

test('however many wait, none waits for longer than the most', async () => {
  const { times } = setUp()
  times(AT_ONCE)
  const toldIn = flood(times, MOST_HELD)
  expect(await toldIn(HELD_AT_MOST_MS + 1)).toBe(MOST_HELD)
})

test('a flood that comes later waits for no other', async () => {
  const { at, times } = setUp()
  times(AT_ONCE)
  times(MOST_HELD)
  at.now += 10_000
  await vi.advanceTimersByTimeAsync(10_000)
  times(AT_ONCE)
  const toldIn = flood(times, 1)
  expect(await toldIn(HELD_MS)).toBe(1)
})

test('no more wait than the bound, and there is room again when they were told', async () => {
  const { at, times } = setUp()
  times(AT_ONCE)
  expect(times(MOST_HELD).filter((wait) => wait === undefined)).toEqual([])
  expect(times(50).filter((wait) => wait !== undefined)).toEqual([])
  at.now += HELD_AT_MOST_MS
  await vi.advanceTimersByTimeAsync(HELD_AT_MOST_MS)
  times(AT_ONCE)
  expect(times(1)).toEqual([expect.any(Promise)])
})
