import { expect, test } from 'vitest'
import { createWindows } from './windows.ts'

const set = () => {
  const clock = { now: 0 }
  return { clock, windows: createWindows(60, () => clock.now) }
}

test('a window begins with the first that is counted and ends a length later, whatever comes between', () => {
  const { clock, windows } = set()
  expect(windows.add('a')).toEqual({ count: 1, endsInMs: 60_000 })
  clock.now = 59_999
  expect(windows.add('a')).toEqual({ count: 2, endsInMs: 1 })
  expect(windows.count('a')).toBe(2)
  clock.now = 60_000
  expect(windows.count('a')).toBe(0)
  expect(windows.add('a')).toEqual({ count: 1, endsInMs: 60_000 })
})

test('keys are counted apart', () => {
  const { windows } = set()
  windows.add('a')
  expect([windows.count('b'), windows.add('b').count, windows.count('a')]).toEqual([0, 1, 1])
})
