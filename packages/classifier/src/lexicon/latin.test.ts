import { describe, expect, test } from 'vitest'
import { fold } from '../fold.ts'
import { findInLexicon } from './index.ts'
import { inLatin } from './latin.ts'

const found = (body: string) => findInLexicon(fold(body)).map(({ category }) => category)

describe('Russian and Belarusian words are found in Latin letters', () => {
  test.each([
    ['slur', 'ah ty pidoras'],
    ['slur', 'opyat eti khokhly'],
    ['slur', 'opyat eti hohly'],
    ['slur', 'usie maskali takija'],
    ['profanity', 'blyat kak zhe eto'],
  ])('%s: %s', (category, body) => {
    expect(found(body)).toContain(category)
  })
})

test.each([
  'a debilitating virus, degenerative matter and an ebony pedal',
  'Mandy saw the manda of derma in Bleat',
  'Azeri and Khachapuri are on the menu',
  'spasibo za statyu, ochen interesno',
  'dziakuj za artykul, vielmi cikava',
])('nothing in: %s', (body) => {
  expect(found(body)).toEqual([])
})

test('every spelling is long enough to be told, and in Latin letters alone', () => {
  const lines = inLatin([{ category: 'slur', lines: ['хохо(л|лы)*', 'жид', 'щучьё*', 'два слова'] }]).flatMap(
    (entry) => entry.lines,
  )
  expect(lines).toEqual(['hohol*', 'khokhol*', 'hoholy*', 'khokholy*', 'schuche*', 'shuchyo*'])
})
