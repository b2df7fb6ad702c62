import { expect, test } from 'vitest'
import { siteDraft } from './site.ts'
import { articleKey, askedNames, asciiHost, host, lineText, longText, siteId, webUrl, wholeNumber } from './text.ts'

const taken = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

test('a long text is measured after its line ends became one character', () => {
  expect(longText(5).parse('a\r\nb\rc')).toBe('a\nb\nc')
  expect(taken(longText(5), 'abcdef')).toBe(false)
  expect(taken(longText(5), ' \r\n\t ')).toBe(false)
})

test('what Word, a PDF or a terminal puts into a pasted text becomes a line end or nothing', () => {
  const pasted = 'from\u000bWord\r\n\u000ca PDF, soft\u0002hyphen\u001b[0m\t\u0001'
  expect(longText(99).parse(pasted)).toBe('from\nWord\n\na PDF, softhyphen[0m')
  expect(longText(2).parse('\u0007a\u0007b\u0007')).toBe('ab')
  expect(taken(longText(99), ' \u0001\u000b\u001f')).toBe(false)
})

test.each(['a\u0001', 'a\u0007', 'a\u000bb', 'a\u000cb', 'a\u001b[0m', 'a\u007f', 'a\u009b'])(
  'a line does not take %j',
  (value) => {
    expect(taken(lineText(99), value)).toBe(false)
  },
)

test.each(['a\u0000', 'a\ud800', '\udc00a', 7, null, ['a']])('neither a text nor a line takes %j', (value) => {
  expect([taken(longText(99), value), taken(lineText(99), value)]).toEqual([false, false])
})

test.each(['Прывітанне', 'שלום \u200f!', '👩‍👩‍👧', 'z̷̢a̴l̵g̶o̷', '=1+1', '\u200bzero', 'a\u2066b'])(
  'a text takes %j',
  (value) => {
    expect(longText(99).parse(value)).toBe(value)
  },
)

test.each(['a\nb', 'a\tb', 'a\u2028b', 'a\u202eb', 'a\u2066b'])('a line does not take %j', (value) => {
  expect(taken(lineText(99), value)).toBe(false)
})

test.each([
  [siteId, 'news-1', true],
  [siteId, '-news', false],
  [siteId, 'News', false],
  [siteId, 'a'.repeat(64), false],
  [host, 'news.example', true],
  [host, 'localhost:8787', true],
  [host, 'xn--80ak6aa92e.com', true],
  [host, 'навіны.бел', true],
  [host, 'два слова', false],
  [host, 'new_s.example', false],
  [host, 'news.example:0', false],
  [host, '*.example', false],
  [host, 'https://news.example', false],
  [webUrl, 'https://news.example/a?b#c', true],
  [webUrl, 'javascript:alert(1)', false],
  [webUrl, 'file:///etc/passwd', false],
  [webUrl, 'https://user:pass@news.example/', false],
  [webUrl, `https://news.example/${'a'.repeat(2_048)}`, false],
  [articleKey, 'a/b?c#d %41', true],
  [articleKey, 'a'.repeat(512), true],
  [articleKey, 'a'.repeat(513), false],
  [articleKey, `http-${'a'.repeat(508)}`, false],
  [articleKey, `https://news.example/${'a'.repeat(2_027)}`, true],
  [articleKey, `https://news.example/${'a'.repeat(2_028)}`, false],
  [articleKey, `https://other.example/${'я'.repeat(1_013)}`, true],
  [articleKey, `https://other.example/${'я'.repeat(1_014)}`, false],
  [wholeNumber(1, 100), '100', true],
  [wholeNumber(1, 100), '0', false],
  [wholeNumber(1, 100), '-1', false],
  [wholeNumber(1, 100), '1e2', false],
  [wholeNumber(1, 100), '0x10', false],
  [wholeNumber(0, 100), '', false],
] as const)('%#: %s: %j is taken: %s', (schema, value, expected) => {
  expect(taken(schema, value)).toBe(expected)
})

test.each([
  ['спам.рф', 'xn--80ayhh.xn--p1ai'],
  ['xn--80ayhh.xn--p1ai', 'xn--80ayhh.xn--p1ai'],
  ['ｓｐａｍ.example', 'spam.example'],
  ['навіны.бел:8787', 'xn--80ae5ac4e2c.xn--90ais:8787'],
  ['News.example', 'News.example'],
  ['два слова', 'два слова'],
])('%s is the host %s', (given, ascii) => {
  expect(asciiHost(given)).toBe(ascii)
})

test('a site’s host may be typed in its own script, and is kept in punycode', () => {
  const draft = { id: 'news', name: 'Навіны', hosts: ['навіны.бел', 'news.example'] }
  expect(siteDraft.parse(draft).hosts).toEqual(['xn--80ae5ac4e2c.xn--90ais', 'news.example'])
})

test('who names too many articles, or none, is told how many may be', () => {
  const said = (value: unknown) =>
    askedNames(2)
      .safeParse(value)
      .error?.issues.map(({ message }) => message)
  expect([said('a'), said(['a', 'b'])]).toEqual([undefined, undefined])
  expect(said(['a', 'b', 'c'])).toEqual(['is an article, or at most 2 of them'])
  expect(said(undefined)).toEqual(['is an article, or at most 2 of them'])
})
