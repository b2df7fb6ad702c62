import { expect, test } from 'vitest'
import { codesOf } from './codes-of.ts'
import { shape } from './shape.ts'

test.each([
  ['an ordinary comment', 'Дзякуй!\nVery good.\tYes', []],
  ['an emoji', '👍', []],
  ['the longest comment', 'a'.repeat(4_000), []],
  ['nothing', '', ['shape.empty']],
  ['spaces', ' \n\t ', ['shape.empty']],
  ['invisible characters', '\u200b\u2060\ufeff', ['shape.empty']],
  ['a braille pattern without dots', '\u2800\u2800', ['shape.empty']],
  ['too much', 'a'.repeat(4_001), ['shape.too-long']],
  ['a control character', 'a\u0000b', ['shape.control-chars']],
  ['an accent of its own, an Arabic vowel and a Tibetan pile', 'cafe\u0301 بِّ རྐྱེན', []],
  ['a flag of tags and a family', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 👨‍👩‍👧‍👦 ❤️', []],
  ['a tower of accents', `a${'\u0302'.repeat(7)}`, ['shape.towers']],
  ['one with invisible floors', `a${'\u0302\u200d'.repeat(7)}`, ['shape.towers']],
  ['a terminal’s escape', 'a\u001b[31mb', ['shape.control-chars']],
])('%s', (_, body, codes) => {
  expect(codesOf(shape, { body })).toEqual(codes)
})

test('a name may be no tower either', () => {
  expect(codesOf(shape, { body: 'Hello.', authorName: `A${'\u0302'.repeat(180)}` })).toEqual(['shape.towers'])
})
