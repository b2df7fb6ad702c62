import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWindows } from './windows.ts'

const setUp = (points: number) => {
  const time = { now: 5 }
  return { time, ...createWindows({ points, seconds: 60, now: () => time.now }) }
}

test('a window opens with the first take, holds its points, and says when it ends', () => {
  const { time, take } = setUp(2)
  expect(take('a')).toBe(0)
  time.now += 20_000
  expect([take('a'), take('a')]).toEqual([0, 40_000])
  expect(take('b')).toBe(0)
  time.now += 39_999
  expect(take('a')).toBe(1)
  time.now += 1
  expect([take('a'), take('a'), take('a')]).toEqual([0, 0, 60_000])
})

test('a dear one takes more than one', () => {
  const { take } = setUp(10)
  expect([take('a', undefined, 9), take('a'), take('a', undefined, 9), take('b')]).toEqual([0, 0, 60_000, 0])
})

test('what was taken under an earlier name counts while its window runs', () => {
  const { time, take } = setUp(3)
  expect([take('old'), take('old')]).toEqual([0, 0])
  time.now += 30_000
  expect([take('new', 'old'), take('new', 'old')]).toEqual([0, 60_000])
  time.now += 30_000
  expect(take('new', 'old')).toBe(0)
})

test('windows that ended are not kept', () => {
  const { time, take, size } = setUp(1)
  for (let caller = 0; caller < 1_000; caller += 1) take(`caller ${caller}`)
  expect(size()).toBe(1_000)
  time.now += 60_000
  take('late')
  expect(size()).toBe(1)
})

test('no window holds more than its points, whoever comes when', () => {
  const steps = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), ms: fc.nat(50_000) }), { maxLength: 60 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 4 }), (moves, points) => {
      const { time, take } = setUp(points)
      const opened = new Map<string, { at: number; passed: number }>()
      for (const { key, ms } of moves) {
        time.now += ms
        const known = opened.get(key)
        const window = known && time.now < known.at + 60_000 ? known : { at: time.now, passed: 0 }
        opened.set(key, window)
        const waitMs = take(key)
        expect(waitMs).toBe(window.passed < points ? 0 : window.at + 60_000 - time.now)
        if (waitMs === 0) window.passed += 1
      }
    }),
  )
})
