import { ProblemError } from '@parley/contracts'
import { expect, test } from 'vitest'
import { createKeys } from './keys.ts'

const site = { id: 'news', hosts: ['news.example', 'm.news.example'] }
const keysOf = createKeys()
const key = (article: string, of = site) => keysOf(of, [article], 'query')[0]

test.for<[string, string, string]>([
  ['a key', 'a-42', 'a-42'],
  ['a key of one character', 'a', 'a'],
  ['a key with a space before it', ' a', 'a'],
  ['a key with a space after it', 'a ', 'a'],
  ['a key with spaces in it', 'a b', 'a b'],
  ['a key in any script', 'навіны', 'навіны'],
  ['a key with an address in it', 'see https://news.example/a/', 'see https://news.example/a/'],
  ['the longest key', 'k'.repeat(512), 'k'.repeat(512)],
  [
    'an address in Cyrillic',
    `https://m.news.example/${'я'.repeat(108)}/`,
    `https://news.example/${'%D1%8F'.repeat(108)}`,
  ],
  ['a key that is too long, which nothing has', 'k'.repeat(513), 'k'.repeat(513)],
  ['a key that is too long, in any script', 'ў'.repeat(513), 'ў'.repeat(513)],
  [
    'an address that is too long',
    `https://news.example/${'a'.repeat(2_028)}`,
    `https://news.example/${'a'.repeat(2_028)}`,
  ],
  [
    'an address that is too long when it is folded',
    `https://news.example/${'я'.repeat(400)}`,
    `https://news.example/${'%D1%8F'.repeat(400)}`,
  ],
  ['an address of the site', 'https://news.example/a', 'https://news.example/a'],
  ['an address that says the same otherwise', 'HTTP://M.news.example//a/?utm_source=x#top', 'https://news.example/a'],
  ['an address with spaces around it', ' \n https://news.example/a/ ', 'https://news.example/a'],
  ['an address of another site', 'https://other.example/a/', 'https://other.example/a/'],
])('%s', ([, article, expected]) => {
  expect(key(article)).toBe(expected)
})

test('what was folded once is not folded for a site of other hosts, or another one', () => {
  const address = 'https://m.news.example/x/'
  expect(key(address)).toBe('https://news.example/x')
  expect(key(address)).toBe('https://news.example/x')
  expect(key(address, { id: 'news', hosts: ['m.news.example'] })).toBe('https://m.news.example/x')
  expect(key(address, { id: 'other', hosts: ['other.example'] })).toBe(address)
  expect(key('https://ab.example/x/', { id: 'n', hosts: ['a', 'b.example'] })).toBe('https://ab.example/x/')
  expect(key('https://ab.example/x/', { id: 'n', hosts: ['ab.example'] })).toBe('https://ab.example/x')
})

test('a folding is remembered, as long as there is room', () => {
  const hosts = ['news.example']
  let asked = 0
  const watched = new Proxy(hosts, {
    get: (all, name) => {
      if (name === 'includes') asked += 1
      return Reflect.get(all, name) as unknown
    },
  })
  const foldings = (keys: ReturnType<typeof createKeys>, addresses: string[]) => {
    asked = 0
    for (const address of addresses) keys({ id: 'news', hosts: watched }, [address], 'query')
    return asked
  }
  const [a, b] = ['https://news.example/a', 'https://news.example/b']
  expect(foldings(createKeys(), [a, a, a])).toBe(1)
  expect(foldings(createKeys(), [a, b, a, b])).toBe(2)
  expect(foldings(createKeys({ maxBytes: 500 }), [a, b, a, b])).toBe(4)
  expect(foldings(createKeys({ maxBytes: 600 }), [a, b, a, b])).toBe(2)
})

test.for<[string, string]>([
  ['nothing', ''],
  ['only spaces', '  '],
  ['a key with a line break', 'a\nb'],
])('%s is no key, and it is said which one is not', ([, article]) => {
  const refused = (part: 'query' | 'body', pointer: string) => {
    const fault = new ProblemError('invalid-request', {
      errors: [{ in: part, pointer, detail: 'is no key of an article' }],
    })
    try {
      keysOf(site, ['a', article], part)
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: fault.code, extra: fault.extra })
      return
    }
    throw new Error('it was taken')
  }
  refused('query', '/article/1')
  refused('body', '/articles/1')
})

test('an address may be long before it is folded', () => {
  const long = `https://news.example/a?utm_source=${'x'.repeat(2_048)}`.slice(0, 2_048)
  expect(key(long)).toBe('https://news.example/a')
  expect(key(` ${long} `)).toBe('https://news.example/a')
  expect(key(`${long}x`)).toBe(`${long}x`)
})
