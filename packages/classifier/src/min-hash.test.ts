import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leastByOne, leastByRow, MOST_NUMBERS, numbers } from './min-hash.ts'

const written = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: MOST_NUMBERS })

test('four rows at a time weigh what one at a time does, whatever the numbers', () => {
  fc.assert(
    fc.property(written, (some) => {
      numbers.set(some)
      expect([...leastByRow(some.length)]).toEqual([...leastByOne(Int32Array.from(some), some.length)])
    }),
  )
})

test('a row weighs as it always has, for fingerprints are kept', () => {
  expect([...leastByOne(Int32Array.of(0, 1, -1, 123_456_789), 4).subarray(0, 4)]).toMatchInlineSnapshot(`
    [
      -1891285054,
      -1322950572,
      -942009214,
      -1599025711,
    ]
  `)
})

test('numbers beyond those asked for, of a text before, weigh nothing', () => {
  numbers.fill(7).set([1, 2, 3])
  expect([...leastByRow(3)]).toEqual([...leastByOne(Int32Array.of(1, 2, 3), 3)])
})
