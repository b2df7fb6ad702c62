import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fancyBit, foldCodePoint, isInvisible, kindOf, LONGEST_EXPANSION, noticed, spellingOf } from './characters.ts'

const point = (letter: string) => letter.codePointAt(0) ?? 0

test.each([
  ['a', 'a'],
  ['Ё', 'е'],
  ['Ў', 'у'],
  ['ﬁ', 'fi'],
  ['①', '1'],
  ['𝕬', 'a'],
  ['\u0301', ''],
  ['ﷺ', 'ﷺ'],
  ['İ', 'i'],
  ['\t', ' '],
  ['\n', '\n'],
  ['—', '-'],
  ['’', "'"],
])('%s folds to «%s»', (letter, folded) => {
  expect(foldCodePoint(point(letter))).toBe(folded)
})

test.each(['\u200b', '\u200d', '\u202e', '\u00ad', '\ufeff', '\ufe0f', '\u{e0041}', '\u3164'])(
  'the invisible character %j takes no room',
  (letter) => {
    expect(isInvisible(point(letter))).toBe(true)
  },
)

test.each([
  ['𝓪', true],
  ['ａ', true],
  ['ᴀ', true],
  ['🅰', true],
  ['a', false],
  ['ж', false],
  ['é', false],
  ['№', false],
])('whether %s is a letter in another style: %s', (letter, styled) => {
  expect(fancyBit(point(letter))).toBe(styled ? noticed.fancyFont : 0)
})

test.each([
  ['a', 1],
  ['7', 1],
  ['ў', 1],
  ['你', 2],
  ['ก', 2],
  [' ', 0],
  ['-', 0],
])('%s stands in a word: %s', (letter, kind) => {
  expect(kindOf(point(letter))).toBe(kind)
})

test('any code point folds to few units, the same twice, and the quick way agrees with the slow one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x10ffff }), (any) => {
      const folded = foldCodePoint(any)
      expect(folded.length).toBeLessThanOrEqual(LONGEST_EXPANSION)
      expect([...folded].map((letter) => foldCodePoint(point(letter))).join('')).toBe(folded)
      const single = any < 0x10000 ? spellingOf(any) & 0xffff : 0
      expect(single === 0 || String.fromCharCode(single) === folded).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
