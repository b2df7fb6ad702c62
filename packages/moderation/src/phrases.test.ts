import { expect, test } from 'vitest'
import { findPhrases } from './phrases.ts'
import { sampleSubject } from './sample-subject.ts'

const find = (body: string, phrases: string[]) => findPhrases(sampleSubject({ body }), phrases)

test('no phrase is found in nothing, and nothing among no phrases', () => {
  expect(find('', ['spam'])).toBeUndefined()
  expect(find('spam', [])).toBeUndefined()
})

test('all places of the first phrase found are shown', () => {
  expect(find('spam and eggs and spam', ['spam'])).toMatchObject({
    value: 'spam',
    quoted: false,
    spans: [
      { start: 0, end: 4 },
      { start: 18, end: 22 },
    ],
  })
})

test('a phrase that is said comes before one that is quoted', () => {
  expect(find('> eggs\nspam', ['eggs', 'spam'])).toMatchObject({ value: 'spam', quoted: false })
})

test('lists of the same words are one list, others are not', () => {
  expect(find('spam', ['spam', 'eggs'])?.value).toBe('spam')
  expect(find('eggs', ['spam', 'eggs'])?.value).toBe('eggs')
  expect(find('spam', ['eggs'])).toBeUndefined()
})

test('however many lists there are, each keeps its own words', () => {
  const lists = Array.from({ length: 500 }, (_, at) => [`word${at}`])
  expect(lists.filter((list, at) => find(`word${at}`, list)?.value !== `word${at}`)).toEqual([])
  expect(find('word0', lists[0] ?? [])?.value).toBe('word0')
})
