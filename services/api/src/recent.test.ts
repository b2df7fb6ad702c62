import { expect, test } from 'vitest'
import { createRecent } from './recent.ts'

const set = (most?: number) => {
  const clock = { now: 0 }
  const recent = createRecent<number>({ forMs: 1_000, ...(most !== undefined && { most }) }, () => clock.now)
  return { clock, recent }
}

test.each([0, 1, 500, 999])(
  'what was set at %i ms is held for as long as was asked, whatever is set after it',
  (at) => {
    const { clock, recent } = set()
    clock.now = at
    recent.set('a', 1)
    for (clock.now = at; clock.now <= at + 1_000; clock.now += 100) {
      recent.set('b', clock.now)
      expect([recent.get('a'), recent.get('b')]).toEqual([1, clock.now])
    }
  },
)

test('it is forgotten after twice as long', () => {
  const { clock, recent } = set()
  for (let nth = 0; nth < 100; nth += 1) recent.set(`${nth}`, nth)
  for (clock.now = 0; clock.now <= 2_000; clock.now += 100) recent.set('b', 1)
  expect([recent.get('0'), recent.get('99'), recent.get('b')]).toEqual([undefined, undefined, 1])
  expect(recent.size()).toBeLessThan(3)
})

test('after a silence nothing of before is held', () => {
  const { clock, recent } = set()
  recent.set('a', 1)
  clock.now = 2_000
  recent.set('b', 1)
  expect([recent.get('a'), recent.size()]).toEqual([undefined, 1])
})

test('no more than the most are held, and of them those set last', () => {
  const { recent } = set(10)
  for (let nth = 0; nth < 100; nth += 1) {
    recent.set(`${nth}`, nth)
    expect(recent.size()).toBeLessThanOrEqual(10)
    for (let held = Math.max(0, nth - 4); held <= nth; held += 1) expect(recent.get(`${held}`)).toBe(held)
  }
})
