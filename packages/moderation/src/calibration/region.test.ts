import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openRegion, type Audited } from './region.ts'
import { upperBound } from './upper-bound.ts'

const many = (count: number, wrong: (at: number) => boolean): Audited[] =>
  Array.from({ length: count }, (_, at) => ({ score: at / count, wrong: wrong(at) }))
const publish = { target: 0.02, safest: 'lowest' } as const

test('199 samples open nothing, 200 without an error do', () => {
  expect(
    openRegion(
      many(199, () => false),
      publish,
    ),
  ).toBeUndefined()
  expect(
    openRegion(
      many(200, () => false),
      publish,
    ),
  ).toMatchObject({ looked: 200, errors: 0, edge: 0.995 })
})

test('the region ends where the bound would miss the target, not where the share of errors would', () => {
  const region = openRegion(
    many(1000, (at) => at >= 600),
    publish,
  )
  expect(region?.errors).toBeGreaterThan(0)
  expect(region?.bound).toBeLessThanOrEqual(0.02)
  expect(upperBound((region?.errors ?? 0) + 1, (region?.looked ?? 0) + 1)).toBeGreaterThan(0.02)
})

test('where even the safest are too often wrong, nothing opens', () => {
  expect(
    openRegion(
      many(1000, (at) => at % 30 === 0),
      publish,
    ),
  ).toBeUndefined()
})

test('the highest scores are the safe end of rejecting', () => {
  const region = openRegion(
    many(1000, (at) => at < 700),
    { target: 0.02, safest: 'highest' },
  )
  expect(region?.edge).toBeGreaterThan(0.69)
  expect(region?.looked).toBeGreaterThan(290)
})

test('samples of one score are never divided', () => {
  const flat = Array.from({ length: 400 }, (_, at) => ({ score: 0.5, wrong: at >= 300 }))
  expect(openRegion(flat, publish)).toBeUndefined()
})

test('whatever the samples, what opens meets its target', () => {
  const samples = fc.array(fc.record({ score: fc.integer({ min: 0, max: 50 }), wrong: fc.boolean() }), {
    minLength: 200,
    maxLength: 400,
  })
  fc.assert(
    fc.property(samples, fc.double({ min: 0.01, max: 0.9, noNaN: true }), (looked, target) => {
      const region = openRegion(looked, { target, safest: 'lowest' })
      const inside = looked.filter(({ score }) => region !== undefined && score <= region.edge)
      expect(region?.looked ?? 0).toBe(inside.length)
      expect(region?.bound ?? 0).toBeLessThanOrEqual(target)
    }),
    { numRuns: 100 },
  )
})
