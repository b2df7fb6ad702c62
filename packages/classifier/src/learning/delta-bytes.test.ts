import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDelta, writeDelta } from './delta-bytes.ts'
import { SLOTS } from '../features/grams.ts'
import { MOST_A_SLOT } from './delta.ts'

const slots = fc.dictionary(
  fc.integer({ min: 0, max: SLOTS - 1 }).map(String),
  fc.float({ min: -2, max: 2, noNaN: true }),
)

test('what is read is what was written, to the step and within the bounds of a slot', () => {
  fc.assert(
    fc.property(slots, fc.float({ min: -3, max: 3, noNaN: true }), (given, bias) => {
      const weights = new Float32Array(SLOTS)
      for (const [slot, weight] of Object.entries(given)) weights[Number(slot)] = weight
      const bytes = writeDelta({ weights, bias })
      const read = readDelta(bytes)
      expect(read.bias).toBe(bias)
      for (const [slot, weight] of Object.entries(given)) {
        const cut = Math.min(MOST_A_SLOT, Math.max(-MOST_A_SLOT, weight))
        expect(Math.abs((read.weights[Number(slot)] ?? 9) - cut)).toBeLessThanOrEqual(MOST_A_SLOT / 253)
      }
      expect(Buffer.from(writeDelta(read)).equals(bytes)).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('a slot takes about two bytes, and nothing learned eight', () => {
  expect(writeDelta({ weights: new Float32Array(SLOTS), bias: 0 })).toHaveLength(8)
  const weights = Float32Array.from({ length: SLOTS }, (_, slot) => (slot % 10 === 0 ? 0.5 : 0))
  expect(writeDelta({ weights, bias: 0 }).length / (SLOTS / 10)).toBeLessThan(2.01)
})

test.each([
  ['cut short', (bytes: Uint8Array) => bytes.subarray(0, -1)],
  ['too long', (bytes: Uint8Array) => Uint8Array.from([...bytes, 0])],
  ['of another kind', () => new TextEncoder().encode('{"format":"a model"}')],
])('bytes that are %s are refused', (_what, spoil) => {
  const weights = Float32Array.from({ length: SLOTS }, (_, slot) => (slot === 300 ? 1 : 0))
  expect(() => readDelta(spoil(writeDelta({ weights, bias: 1 })))).toThrow(RangeError)
})
