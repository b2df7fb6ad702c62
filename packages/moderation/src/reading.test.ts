import { describe, expect, test } from 'vitest'
import { isBelow, readingOf } from './reading.ts'
import { sampleSubject } from './sample-subject.ts'

const quoted = (body: string, part: string) => {
  const start = body.indexOf(part)
  return readingOf(sampleSubject({ body })).isQuoted({ start, end: start + part.length })
}

describe('quoted lines', () => {
  test.each([
    ['> quote', 'quote', true],
    ['  > quote', 'quote', true],
    ['said\n> quote\nsaid', 'quote', true],
    ['said\n> quote\nown', 'own', false],
    ['> quote\nown', 'quote\nown', false],
    ['a > b', 'b', false],
  ])('«%s», %s: %s', (body, part, expected) => {
    expect(quoted(body, part)).toBe(expected)
  })
})

test('checks of one subject share one reading, two subjects do not', () => {
  const subject = sampleSubject()
  expect(readingOf(subject)).toBe(readingOf(subject))
  expect(readingOf(subject)).not.toBe(readingOf(sampleSubject()))
})

test.each([
  ['news.example', true],
  ['m.news.example', true],
  ['fakenews.example', false],
  ['news.example.com', false],
])('%s is below news.example: %s', (host, below) => {
  expect(isBelow(host, 'news.example')).toBe(below)
})
