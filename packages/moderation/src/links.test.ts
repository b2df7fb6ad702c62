import { asciiHost } from '@parley/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostsOf, isShortener, linksIn } from './links.ts'

describe('hosts', () => {
  test.each([
    ['with a scheme', 'see https://Example.com/path?a=1#b', ['example.com']],
    ['with www', 'see www.example.com.', ['example.com']],
    ['bare', 'see example.com, please', ['example.com']],
    ['bare with a path', 't.me/channel and bit.ly/abc', ['t.me', 'bit.ly']],
    ['Belarusian and Russian', 'onliner.by, tut.by і пример.рф', ['onliner.by', 'tut.by', 'xn--e1afmkfd.xn--p1ai']],
    ['below another', 'https://a.b.example.co.uk', ['a.b.example.co.uk']],
    ['with a port and a user', 'http://me:pw@example.com:8080/x', ['example.com']],
    ['an address', 'http://203.0.113.7/x', ['203.0.113.7']],
    ['in brackets', '(https://example.com/a) [x](https://example.org)', ['example.com', 'example.org']],
    ['in another alphabet, in capitals', 'HTTPS://ПРИМЕР.РФ/путь', ['xn--e1afmkfd.xn--p1ai']],
    ['in both ways to write one', 'пример.рф https://xn--e1afmkfd.xn--p1ai/', ['xn--e1afmkfd.xn--p1ai']],
    ['twice', 'example.com www.example.com', ['example.com']],
    ['in quotes', '«https://example.com»', ['example.com']],
    ['next to words', 'вот:https://example.com', ['example.com']],
  ])('%s', (_, body, hosts) => {
    expect(hostsOf(body)).toEqual(hosts)
  })

  test.each([
    ['a missing space', 'I said that.It was late.and so on'],
    ['a missing space before a word that is an ending', 'It was late.so we left.in the end'],
    ['a new sentence', 'The meeting is on.Net result: nothing'],
    ['files', 'main.ts, readme.md, run.sh and setup.py'],
    ['versions and times', 'v1.2.3 at 12.30, 5.000 km'],
    ['initials and short forms', 'Mr. J.R.R. Tolkien, e.g. this; т.е. и т.д.'],
    ['an e-mail address', 'anna@example.com'],
    ['an unknown ending', 'foo.barbaz'],
    ['points', '... .. .'],
  ])('none in %s', (_, body) => {
    expect(hostsOf(body)).toEqual([])
  })
})

test('a link stands where it says, for any text', () => {
  const piece = fc.constantFrom(
    'http://',
    'https://a.com',
    'www.',
    'a.ru/x',
    '.',
    '/',
    ' ',
    '(',
    'слово',
    '@',
    'b.com',
    '\n',
    '[::1]',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const body = pieces.join('')
      for (const { start, end, host } of linksIn(body)) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(body.length)
        const labels = body.slice(start, end).toLowerCase()
        expect(labels.replace(/[\p{L}\p{N}-]+/gu, (label) => asciiHost(label))).toContain(host)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('shorteners are known by their host', () => {
  expect([isShortener('bit.ly'), isShortener('notbit.ly')]).toEqual([true, false])
})
