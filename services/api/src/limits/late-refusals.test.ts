import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AT_ONCE, createLateRefusals, HELD_MS, MOST_HELD } from './late-refusals.ts'

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

test('those of a flood are told late, each of them', async () => {
  const { times } = setUp()
  times(AT_ONCE)
  let told = 0
  for (const wait of times(30)) void wait?.then(() => (told += 1))
  await vi.advanceTimersByTimeAsync(HELD_MS - 1)
  expect(told).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toBe(30)
})

test('no more wait than the bound, and there is room again when they were told', async () => {
  const { at, times } = setUp()
  times(AT_ONCE)
  expect(times(MOST_HELD).filter((wait) => wait === undefined)).toEqual([])
  expect(times(50).filter((wait) => wait !== undefined)).toEqual([])
  at.now += HELD_MS
  await vi.advanceTimersByTimeAsync(HELD_MS)
  times(AT_ONCE)
  expect(times(1)).toEqual([expect.any(Promise)])
})
