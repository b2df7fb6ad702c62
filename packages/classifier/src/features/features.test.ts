import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from '../fold.ts'
import { featuresOf } from './features.ts'
import { gramsOf, SLOTS } from './grams.ts'
import { quotesIn } from './quotes.ts'
import { readFolded } from './reading.ts'

const read = (body: string): string => {
  const folded = fold(body)
  const { units, size } = readFolded(folded, quotesIn(folded))
  return String.fromCharCode(...units.subarray(0, size)).trim()
}
const slots = (body: string): number[] => [...featuresOf(body).at].toSorted((a, b) => a - b)

describe('what the models read', () => {
  test.each([
    ['disguised words', 'You f.u.c.k.i.n.g sh1t', 'you fucking shit'],
    ['letters set apart', 'a f r e e gift', 'afree gift'],
    ['stretching', 'soooo cool', 'so cool'],
    ['signs', 'What?!!!! 😂', 'what ?!! 😂'],
    ['numbers by their length', 'call 555 1234', 'call 000 0000'],
    ['addresses without their paths', 'see http://spam.example/a/b?c=d now', 'see http : spam . example now'],
    ['joined words as words', 'a half-baked and/or idea', 'a half - baked and / or idea'],
    ['no quotations', 'He wrote "all of them are scum" yesterday', 'he wrote \ue000 yesterday'],
    ['a quotation that is all there is', '"all of them are scum"', '" all of them are scum "'],
  ])('%s', (_, body, expected) => {
    expect(read(body)).toBe(expected)
  })
})

test('a disguised text has the features of the plain one', () => {
  expect(slots('frее 𝓶𝓸𝓷𝓮𝔂 n\u200bow')).toEqual(slots('free money now'))
})

test('quotations are kept on demand, and it is told that there are some', () => {
  const body = 'He wrote "all of them are scum" yesterday'
  expect(featuresOf(body).quoted).toBe(true)
  const kept = featuresOf(body, { quotes: 'kept' })
  expect(kept.quoted).toBe(false)
  expect(kept.at.length).toBeGreaterThan(featuresOf(body).at.length)
})

test('a text read again, with its quotations or without, is read as the first time', () => {
  const body = 'He wrote "all of them are scum" yesterday'
  const folded = fold(body)
  const ask = (quotes: 'masked' | 'kept') => [...featuresOf(body, { folded, quotes }).at]
  const [masked, kept] = [ask('masked'), ask('kept')]
  expect(masked).not.toEqual(kept)
  expect([ask('kept'), ask('masked'), ask('masked')]).toEqual([kept, masked, masked])
  featuresOf('Another one')
  expect(ask('masked')).toEqual(masked)
})

test('of a long text only head and tail are read', () => {
  const middle = 'z'.repeat(20)
  const body = `${'head words '.repeat(90)}${middle} ${'tail words '.repeat(90)}`
  expect(slots(body)).toEqual(slots(body.replace(middle, 'y'.repeat(20))))
  expect(slots(body)).not.toEqual(slots(body.replace('head', 'hand')))
})

test('the work is linear: no text has more n-grams than a few for each unit that is read', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'aя1 .-*@"\'/>\n世😀'), minLength: 3_000, maxLength: 4_000 })
  fc.assert(
    fc.property(hostile, (body) => {
      const reading = readFolded(fold(body))
      expect(reading.size).toBeLessThanOrEqual(2_700)
      expect(gramsOf(reading).count).toBeLessThanOrEqual(6 * reading.size)
    }),
    { numRuns: 30 },
  )
})

test('slots are distinct and within the table, whatever is written, twice the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (body) => {
      const { at, scale } = featuresOf(body)
      expect(new Set(at).size).toBe(at.length)
      expect(at.every((slot) => slot < SLOTS)).toBe(true)
      expect(scale).toBeCloseTo(1 / Math.sqrt(at.length + 30), 10)
      expect(featuresOf(body).at).toEqual(at)
    }),
  )
})
