import { expect, test } from 'vitest'
import { codesOf, shownOf, signalsOf } from './codes-of.ts'
import { disguise } from './disguise.ts'

test.each([
  ['invisible characters', 'id\u200biot', ['fold.zero-width']],
  ['another alphabet', 'idiоt', ['fold.mixed-script']],
  ['another style', '𝓲𝓭𝓲𝓸𝓽', ['fold.fancy-font']],
  ['digits', 'id1ot', ['fold.leet']],
  ['single letters', 'i d i o t', ['fold.spaced']],
  ['points', 'и.д.и.о.т', ['fold.spaced']],
  ['two at once', '1d\u200biot', ['fold.zero-width', 'fold.leet']],
  ['stars, which hide nothing', 'id*ot', []],
  ['a disguise of a harmless word', 'h3ll0 w o r l d', []],
  ['an insult without disguise', 'idiot', []],
  ['two words of mixed alphabets, as a slip of the keyboard', 'Cтатья хоpошая', []],
  ['many words of mixed alphabets', 'Cтатья хоpошая, вcем cоветую', ['fold.mixed-script']],
  ['text turned round', 'see \u202efdp.exe', ['fold.bidi']],
])('%s', (_, body, codes) => {
  expect(codesOf(disguise, { body })).toEqual(codes)
})

test('a hidden insult speaks for abuse, hidden advertising for spam', () => {
  expect(signalsOf(disguise, { body: 'id1ot' })).toMatchObject([{ abuse: 1.5 }])
  expect(signalsOf(disguise, { body: 'c@sino' })).toMatchObject([{ spam: 1.5 }])
})

test('the evidence is what the author typed', () => {
  expect(shownOf(disguise, { body: 'An i-d-i-o-t, yes' })).toEqual(['i-d-i-o-t'])
})
