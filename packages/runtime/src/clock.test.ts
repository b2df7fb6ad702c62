import { expect, test } from 'vitest'
import { pinnedClock, systemClock } from './clock.ts'

test('a pinned clock stands still until it is moved', () => {
  const clock = pinnedClock(new Date('2026-11-23T10:00:00Z'))
  expect(clock.now()).toEqual(clock.now())
  clock.advance(1_500)
  expect(clock.now().toISOString()).toBe('2026-11-23T10:00:01.500Z')
})

test('pinned randomness is the same on every run and never repeats within one', () => {
  const [one, two] = [pinnedClock(new Date(0)), pinnedClock(new Date(0))]
  expect([one.bytes(4), one.bytes(32)]).toEqual([two.bytes(4), two.bytes(32)])
  expect(new Set([one.bytes(9), one.bytes(9), one.bytes(9)].map(String)).size).toBe(3)
})

test('the system clock draws as many bytes as asked', () => {
  expect(systemClock.bytes(33)).toHaveLength(33)
})
