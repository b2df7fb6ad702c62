import { fingerprintOf, similarity } from '@parley/classifier'
import { expect, test } from 'vitest'
import { nearnessOf } from './nearness.ts'
import { sampleSubject } from './sample-subject.ts'

const nearness = (body: string) => nearnessOf(sampleSubject({ body }))
const areOneWave = (one: string, other: string) =>
  similarity(fingerprintOf(one) ?? [], fingerprintOf(other) ?? []) >= nearness(one)

test('the shorter a text, the nearer its copies have to be', () => {
  const found = [4, 12, 16, 24, 80].map((words) => nearness('river '.repeat(words)))
  expect(found).toEqual(found.toSorted((a, b) => b - a))
  expect(found[0]).toBeCloseTo(0.93, 2)
  expect(found.at(-1)).toBeCloseTo(0.595, 3)
})

test.each([
  'buy at pills.example.com',
  'write to @best_pills on telegram',
  'buy at pills[.]com today',
  'casino bonus for you',
])('«%s» advertises, so a reworded copy is near', (body) => {
  expect(nearness(body)).toBeCloseTo(0.595, 3)
})

test('variants of an offer are one wave, praise of one pattern is none', () => {
  const offer = (name: string, sum: number) =>
    `Earn ${sum} dollars a day from home with our trading signals, write to ${name} on the channel below`
  expect(areOneWave(offer('Anna', 500), offer('Viktor', 75))).toBe(true)
  expect(areOneWave('Great article, thank you so much!', 'Great report, thank you so much!')).toBe(false)
  expect(areOneWave('Great article, thank you so much!', 'GREAT article: thank you so much')).toBe(true)
})
