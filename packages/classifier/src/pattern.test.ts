import { expect, test } from 'vitest'
import { readPattern, readPhrase, type Pattern } from './pattern.ts'

const written = (pattern: Pattern) =>
  pattern.map(({ choices, gap }) => {
    const words = choices.map((choice) =>
      choice.map(({ text, prefix, inside }) => `${inside ? '*' : ''}${text}${prefix ? '*' : ''}`).join(' '),
    )
    return `${gap > 0 ? '~' : ''}${words.join('|')}`
  })

test.each([
  ['Слова', ['слова']],
  ['buy* now', ['buy*', 'now']],
  ['*pam*', ['*pam*']],
  ['дур(ак|а|)', ['дурак|дура|дур']],
  ['(за|)каз(ал|ы)*', ['заказал*|заказы*|казал*|казы*']],
  ['(get it|buy) now', ['get it|buy', 'now']],
  ['buy (it|) now', ['buy', 'it|', 'now']],
  ['i ~ kill (you|him)', ['i', '~kill', 'you|him']],
  ["заб'ю цябе", ['забю', 'цябе']],
])('%s', (line, places) => {
  expect(written(readPattern(line))).toEqual(places)
})

test.each([
  ['Buy now!', ['buy', 'now']],
  ['casino*', ['casino*']],
  ['t.me/(a|b)', ['t', 'me', 'a', 'b']],
  ['💰', []],
])('a site’s «%s»', (phrase, places) => {
  expect(written(readPhrase(phrase))).toEqual(places)
})
