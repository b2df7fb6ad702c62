import { expect, test } from 'vitest'
import { speechFor, speeches } from './speak.ts'

test.each([
  ['en', ['0 comments', '1 comment', '2 comments', '11 comments', '21 comments', '10,000 comments']],
  [
    'ru',
    ['0 комментариев', '1 комментарий', '2 комментария', '11 комментариев', '21 комментарий', '10 000 комментариев'],
  ],
  ['be', ['0 каментароў', '1 каментар', '2 каментары', '11 каментароў', '21 каментар', '10 000 каментароў']],
] as const)('%s counts as its readers do', (lang, expected) => {
  const told = [0, 1, 2, 11, 21, 10_000].map((count) => speeches[lang].count(count).replaceAll('\u00A0', ' '))
  expect(told).toEqual(expected)
})

test('tells how long ago in each language', () => {
  const clock = { now: () => new Date('2026-11-23T12:00:00Z'), bytes: () => Buffer.alloc(4) }
  const ago = (lang: 'en' | 'ru' | 'be', at: string) => speeches[lang].ago(new Date(at), clock)
  expect(ago('en', '2026-11-23T11:55:00Z')).toBe('5 minutes ago')
  expect(ago('ru', '2026-11-23T11:58:30Z')).toBe('1 минуту назад')
  expect(ago('be', '2026-11-22T11:00:00Z')).toBe('1 дзень таму')
  expect(ago('en', '2026-11-23T12:00:03Z')).toBe('now')
})

const keysOf = (words: object, prefix = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )

const textsOf = (words: object): string[] =>
  Object.values(words).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? textsOf(value) : [],
  )

test('each language says everything, in its own letters', () => {
  expect(keysOf(speeches.ru)).toEqual(keysOf(speeches.en))
  expect(keysOf(speeches.be)).toEqual(keysOf(speeches.en))
  expect([speeches.en, speeches.ru, speeches.be].flatMap(textsOf).filter((text) => text.trim() === '')).toEqual([])
  const own = ['en', 'ru', 'API']
  const untranslated = textsOf(speeches.ru).filter((text) => textsOf(speeches.en).includes(text) && !own.includes(text))
  expect(untranslated).toEqual([])
  // ы and э with и or щ would be Russian in a Belarusian text; і and ў Belarusian in a Russian one.
  expect(textsOf(speeches.be).filter((text) => /[ищъ]/i.test(text))).toEqual([])
  expect(textsOf(speeches.ru).filter((text) => /[іў]/i.test(text))).toEqual([])
})

test('an unknown language is English', () => {
  expect(speechFor('xx').lang).toBe('en')
  expect(speechFor(undefined).lang).toBe('en')
  expect(speechFor('__proto__').lang).toBe('en')
})

test.each([
  ['be-BY', 'be'],
  ['be-by', 'be'],
  ['BE', 'be'],
  ['ru-RU', 'ru'],
  ['ru_RU', 'ru'],
  ['en-GB', 'en'],
  ['bel', 'en'],
])('%s is told in %s, whatever the region and the capitals', (name, lang) => {
  expect(speechFor(name).lang).toBe(lang)
})
