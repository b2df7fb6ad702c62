import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from './fold.ts'
import { createMatcher } from './matcher.ts'
import { readPattern, readPhrase } from './pattern.ts'

const found = (lines: string[], body: string) => {
  const folded = fold(body)
  const hits = createMatcher(lines.map((line) => ({ pattern: readPattern(line), value: line })))(folded)
  return hits.map(({ from, to }) => folded.text.slice(from, to))
}

describe('patterns', () => {
  test.each([
    ['a word', 'spam', 'Spam, spammer', ['spam']],
    ['a word with any ending', 'spam*', 'spam spammer', ['spam', 'spammer']],
    ['a word with any beginning', '*spam', 'antispam spammer', ['antispam']],
    ['a word inside any other', '*pam*', 'spam spammer', ['spam', 'spammer']],
    ['alternatives in a word', 'дур(ак|а|)', 'дурак дура дур дурман', ['дурак', 'дура', 'дур']],
    ['two alternatives in a word', '(за|)каз(ал|ы)', 'заказал казы заказ', ['заказал', 'казы']],
    ['words in a row', 'buy now', 'Buy now! Buy it now', ['buy now']],
    ['alternatives of words', '(buy|get it) now', 'buy now, get it now, get now', ['buy now', 'get it now']],
    ['a word that may be missing', 'buy (it|) now', 'buy it now or buy now', ['buy it now', 'buy now']],
    ['words with room between', 'i ~ kill you', 'I will surely kill you', ['i will surely kill you']],
    ['too many words between', 'i ~ kill you', 'I would not ever kill you', []],
    ['words of a script without spaces', '你好', '说你好吧', ['你好']],
    ['a stretched word', 'spam', 'spaaaam', ['spaaam']],
    ['a word that is not stretched', 'spam', 'spaam', []],
    ['doubled letters stay doubled', 'nigger', 'niger niiigger', ['niiigger']],
  ])('%s', (_, line, body, expected) => {
    expect(found([line], body)).toEqual(expected)
  })

  test('a phrase is found where it begins, though another word of it was skipped', () => {
    expect(found(['(very|) cheap pills'], 'very cheap pills')).toEqual(['very cheap pills', 'cheap pills'])
  })

  test('words are found through disguise, with what disguised them', () => {
    expect(found(['casino'], 'c a s i n o, c@sino, c.a.s.i.n.o, саsinо, c*sino')).toHaveLength(5)
  })

  test('letters set apart hide words among others, but not short ones', () => {
    expect(found(['casino', 'as'], 't h e c a s i n o')).toEqual(['t h e c a s i n o'])
  })

  test('a word with three stars could be anything', () => {
    expect(found(['casino'], 'c***no')).toEqual([])
  })
})

test('a site’s phrase is taken as it is written, brackets and all', () => {
  const matcher = createMatcher([{ pattern: readPhrase('t.me/(spam)'), value: 1 }])
  expect(matcher(fold('go to t.me/spam'))).toHaveLength(1)
  expect(matcher(fold('go to me'))).toEqual([])
})

test('an empty phrase matches nothing', () => {
  const matcher = createMatcher([{ pattern: readPhrase(' 💰 '), value: 1 }])
  expect(matcher(fold('anything 💰'))).toEqual([])
})

test('whatever the text, a hit is a part of it that begins with its pattern’s first letter', () => {
  const matcher = createMatcher([{ pattern: readPattern('ab*'), value: 1 }])
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'c'), maxLength: 60 }), (body) => {
      const folded = fold(body)
      for (const { from, to } of matcher(folded)) expect(folded.text.slice(from, to)).toMatch(/^a/u)
      const plain = folded.words.filter(({ text }) => text.startsWith('ab')).length
      expect(matcher(folded).length).toBeGreaterThanOrEqual(plain)
    }),
  )
})

test('however many words were looked up before, each is found again', () => {
  const matcher = createMatcher([{ pattern: readPattern('spam*'), value: 'spam' }])
  const others = Array.from({ length: 5_000 }, (_, nth) => `w${nth}`).join(' ')
  const hits = [`spam ${others}`, `${others} spammer`, 'spam spammer'].map((body) => matcher(fold(body)).length)
  expect(hits).toEqual([1, 1, 2])
})
