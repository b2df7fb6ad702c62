import { expect, test } from 'vitest'
import { authorName, commentDraft, commentForm } from './comment.ts'

const draftOf = (name: string) => commentDraft.parse({ article: { key: 'a' }, author: { name }, body: 'b' }).author.name
const formOf = (name: string) => commentForm.parse({ article: 'a', name, body: 'b' }).name

test.each([
  ['a zero-width space', '\u200b'],
  ['tag letters', '\u{e0041}\u{e0042}'],
  ['marks of direction', '\u200f\u200e'],
  ['joiners around a space', '\u200d \u200d'],
  ['a combining mark', '\u0301'],
  ['variation selectors', '\ufe0f\u{e0100}'],
  ['a Hangul filler', '\u3164'],
  ['a half-width Hangul filler', '\uffa0'],
  ['Hangul jamo fillers', '\u115f\u1160'],
  ['spaces', '  '],
  ['a soft hyphen', '\u00ad'],
  ['a braille blank', '\u2800'],
  ['a note without a head', '\u{1d159}'],
  ['a place for an object', '\ufffc'],
])('a name of nothing but %s is absent', (_what, name) => {
  expect([draftOf(name), formOf(name)]).toEqual([undefined, undefined])
})

const names = `Ada Зоя ў 王 שלום\u200f नमस्ते ไม้ 한 4 ٣ … ★ € \ue000 👩‍👩‍👧 ❤️ 1️⃣ 🇧🇾 \u200bAda ⠁ \u0301e`.split(' ')

test.each(names)('the name %j is kept as it is', (name) => {
  expect([authorName.parse(name), draftOf(name), formOf(name)]).toEqual([name, name, name])
})

test('a name is taken as it is pasted: without what a messenger or a table put around it', () => {
  expect(authorName.parse('\u2068Ада\u2069\tЛавлейс')).toBe('Ада Лавлейс')
  expect(authorName.safeParse('Ада\u0000').success).toBe(false)
})
