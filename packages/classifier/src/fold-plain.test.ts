import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldPlain } from './fold-plain.ts'
import { fold, type Folded } from './fold.ts'

const shown = ({ text, starts, ends, words }: Folded) => ({ text, starts: [...starts], ends: [...ends], words })

// An ideograph at the end is a word of its own, changes nothing before it, and is never folded the short way.
const theLongWay = (body: string) => {
  const { text, starts, ends, words } = shown(fold(`${body}世`))
  return { text: text.slice(0, -1), starts: starts.slice(0, -1), ends: ends.slice(0, -1), words: words.slice(0, -1) }
}

test('what is folded the short way is folded as the long way does', () => {
  const alphabets = ['abcXYZ', 'абвЁйЙўіЇґ', 'αβΣ', 'ßÉıİ'].map((letters) => [
    ...letters,
    ...' .,!?-\'"’`–«»1230\n\t\0',
  ])
  const text = fc.oneof(
    ...alphabets.map((letters) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 40 })),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  fc.assert(
    fc.property(text, (body) => {
      const short = foldPlain(body)
      if (short) expect(shown(short)).toEqual(theLongWay(body))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  'Thank you for the article, I did not know this!',
  'Спасибо за статью. Ёлка, йод и объезд.',
  'Дзякуй, гэта вельмі цікава: «ўчора і сёння».',
  'She said: \'no\' – and left "it" at 10:30.\nBye.',
  '',
])('most texts are folded the short way: %s', (body) => {
  expect(foldPlain(body)).toBeDefined()
})

test.each([
  ['two alphabets', 'a б'],
  ['an apostrophe in a word', "don't"],
  ['a stretched letter', 'soooo'],
  ['an invisible character', 'a\u200bb'],
  ['a mark', 'e\u0301'],
  ['letters in another style', 'ａ'],
  ['an emoji', '😀'],
  ['a script without spaces', '世'],
  ['more than there is room for', 'a '.repeat(3_000)],
])('not %s', (_, body) => {
  expect(foldPlain(body)).toBeUndefined()
})
