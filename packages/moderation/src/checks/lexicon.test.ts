import { expect, test } from 'vitest'
import { codesOf, shownOf, signalsOf } from './codes-of.ts'
import { lexicon } from './lexicon.ts'

test.each([
  ['nothing', 'A fine day in Minsk', []],
  ['a slur', 'Опять эти чурки', ['lexicon.slur']],
  ['a threat', 'I will kill you', ['lexicon.threat']],
  ['an insult', 'Что за дебил это придумал', ['lexicon.insult']],
  ['an insult to the reader’s face', 'Ты дебил', ['lexicon.directed']],
  ['an epithet to the reader’s face', 'You are a rat', ['lexicon.directed']],
  ['an epithet about an animal', 'The rat ran away', []],
  ['rude words', 'What the fuck', ['lexicon.profanity']],
  ['advertising', 'Казино онлайн, пишите в телеграм', ['lexicon.promo']],
])('%s', (_, body, codes) => {
  expect(codesOf(lexicon, { body })).toEqual(codes)
})

test('slurs, threats and what is said to the face want a hold; nothing wants a rejection', () => {
  const wants = (body: string) => signalsOf(lexicon, { body }).map((signal) => signal.wants)
  expect(wants('чурки')).toEqual(['hold'])
  expect(wants('I will kill you')).toEqual(['hold'])
  expect(wants('You idiot')).toEqual(['hold'])
  expect(wants('What an idiot. Fuck.')).toEqual([undefined, undefined])
})

test('what is quoted weighs nothing, but for slurs and threats, which a quote would show all the same', () => {
  const weighed = (body: string) => signalsOf(lexicon, { body }).map(({ code, abuse, wants }) => [code, abuse, wants])
  expect(weighed('> ты дебил\nНе надо так писать')).toEqual([['lexicon.directed', 0, undefined]])
  expect(weighed('> опять эти чурки\nНе надо так писать')).toEqual([['lexicon.slur', 3, 'hold']])
})

test('mild words add up, and never past the most a kind can weigh', () => {
  const weight = (body: string) => signalsOf(lexicon, { body })[0]?.abuse
  expect(weight('a stupid idea')).toBe(0.85)
  expect(weight('a stupid idea of fools')).toBe(1.7)
  expect(weight('stupid '.repeat(50))).toBe(3)
})

test('the name counts, and has no place in the body to point at', () => {
  expect(signalsOf(lexicon, { authorName: 'Idiot Killer' })).toMatchObject([{ code: 'lexicon.insult', abuse: 2 }])
  expect(shownOf(lexicon, { body: 'Nice', authorName: 'Idiot Killer' })).toEqual([])
})

test('the evidence is what the author typed', () => {
  expect(shownOf(lexicon, { body: 'Гэта Д Э Б І Л, а той íd1ot нейкі' })).toEqual(['Д Э Б І Л', 'íd1ot'])
})
