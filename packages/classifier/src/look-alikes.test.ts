import { expect, test } from 'vitest'
import { noticed } from './characters.ts'
import { asCyrillic, unifyScript } from './look-alikes.ts'

const unified = (word: string) => {
  const letters = Uint16Array.from(word, (letter) => letter.charCodeAt(0))
  const bits = new Uint8Array(word.length)
  unifyScript(letters, bits, 0, word.length)
  return { word: String.fromCharCode(...letters), mixed: bits.some((bit) => bit === noticed.mixedScript) }
}

test.each([
  ['casino', 'casino', false],
  ['казино', 'казино', false],
  ['саsinо', 'casino', true],
  ['кaзинo', 'казино', true],
  ['пpивет', 'привет', true],
  ['cαsinο', 'casino', true],
  ['сінявокі', 'синявоки', false],
  ['цiкава', 'цикава', false],
  ['123', '123', false],
])('%s reads %s, mixed: %s', (word, read, mixed) => {
  expect(unified(word)).toEqual({ word: read, mixed })
})

test.each([
  ['cyka', 'сука'],
  ['xyuло', 'хуило'],
  ['сука', undefined],
  ['casino', undefined],
  ['fog', undefined],
])('%s drawn in Cyrillic: %s', (word, drawn) => {
  expect(asCyrillic(word)).toBe(drawn)
})
