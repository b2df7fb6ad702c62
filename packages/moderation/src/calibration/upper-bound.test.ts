import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBoundAbove, isBoundWithin, upperBound } from './upper-bound.ts'

// One-sided bounds from the usual tables (and 1 − 0.05^(1/n) without errors).
test.each([
  [0, 100, 0.0295],
  [0, 149, 0.0199],
  [0, 200, 0.0149],
  [1, 200, 0.0235],
  [1, 236, 0.02],
  [5, 100, 0.1023],
  [10, 20, 0.6981],
  [2, 10, 0.5069],
])('%i of %i wrong: not more than %f', (errors, looked, bound) => {
  expect(upperBound(errors, looked)).toBeCloseTo(bound, 3)
})

test('nothing looked at, or all of it wrong, bounds nothing', () => {
  expect([upperBound(0, 0), upperBound(3, 3)]).toEqual([1, 1])
})

test('at the bound, so few errors are as unlikely as the confidence says', () => {
  const chanceOfAtMost = (errors: number, looked: number, share: number): number => {
    let term = (1 - share) ** looked
    let sum = term
    for (let k = 1; k <= errors; k += 1) {
      term *= ((looked - k + 1) / k) * (share / (1 - share))
      sum += term
    }
    return sum
  }
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 400 }), fc.nat(), fc.constantFrom(0.9, 0.95, 0.99), (looked, seed, sure) => {
      const errors = seed % Math.ceil(looked / 2)
      expect(chanceOfAtMost(errors, looked, upperBound(errors, looked, sure))).toBeCloseTo(1 - sure, 4)
    }),
    { numRuns: 300 },
  )
})

test('a bound is within a target just when it is not higher', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.nat(),
      fc.double({ min: 0.001, max: 0.9, noNaN: true }),
      (looked, seed, target) => {
        const errors = seed % (looked + 1)
        const bound = upperBound(errors, looked)
        fc.pre(Math.abs(bound - target) > 1e-6)
        expect(isBoundWithin(errors, looked, target)).toBe(bound <= target)
      },
    ),
    { numRuns: 300 },
  )
  expect(isBoundWithin(0, 0, 0.9)).toBe(false)
})

test.each([
  // The lower bound is the upper bound of what was right, turned round.
  [5, 50],
  [1, 1],
  [3, 400],
  [12, 240],
])('%i of %i are above a target exactly when the lower bound is', (errors, looked) => {
  const lower = 1 - upperBound(looked - errors, looked)
  expect([isBoundAbove(errors, looked, lower * 0.99), isBoundAbove(errors, looked, lower * 1.01)]).toEqual([
    true,
    false,
  ])
})

test('without errors nothing is above a target', () => {
  expect(isBoundAbove(0, 1_000, 0.02)).toBe(false)
})
