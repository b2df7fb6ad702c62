import { readFileSync } from 'node:fs'
import { hostsOf } from '@parley/moderation'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { render } from './markup.ts'
import { plainText } from './plain-text.ts'

const payloads = readFileSync(new URL('markup-payloads.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')

/** Hosts that readers are led to and no check hears of. */
const hostsUnseenIn = (body: string): string[] => {
  const seen = new Set(hostsOf(body))
  return [...render(body).matchAll(/href="([^"]*)"/g)]
    .map(([, href = '']) => new URL(href.replaceAll('&amp;', '&')).hostname.replace(/^www\.|\.$/g, ''))
    .filter((host) => !seen.has(host))
}

test.each([
  '%2E',
  '%E3%80%82',
  '。',
  '．',
  '｡',
  '․',
  '\u00ad.',
  '.\u200b',
  '\t.',
  '-.',
  '!.',
  "'.",
  ',.',
  ';.',
  '=.',
  '~.',
  '..',
  ' .',
])('a link to spam%jexample leads to a host that the checks hear of, or nowhere', (point) => {
  const addresses = [`https://spam${point}example/x`, `http://spam${point}example`, `https://www.spam${point}example@`]
  const bodies = addresses.flatMap((address) => [address, `[here](${address})`, `[here](<${address}>)`, `*${address}*`])
  expect(bodies.filter((body) => hostsUnseenIn(body).length > 0)).toEqual([])
})

test.each([
  'https://%73pam.example',
  'https://[2001:db8::1]/x',
  'http://3627734734/',
  'http://0x7f000001/',
  'https://.spam.example/',
  'https:///spam.example/',
  'https://①②③.example/',
  'https://ß.example/',
])('a link to %s does so too', (address) => {
  expect([address, `[here](${address})`].flatMap(hostsUnseenIn)).toEqual([])
})

test('so does whatever links are made of', () => {
  const piece = fc.oneof(
    fc.constantFrom(...payloads),
    fc.constantFrom(
      ...'<>"`&()[]*_\\:/.@%\n\t '.split(''),
      'http://',
      'https://',
      'www.',
      'spam.example',
      '](',
      '%2E',
      '。',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(hostsUnseenIn(pieces.join(''))).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

test('a link with an ordinary host stays one', () => {
  const hosts = [
    'news.example',
    'www.news.example:8443',
    'навіны.бел',
    'xn--80aaysjk.xn--90ais',
    '192.0.2.7',
    'a_b.example',
  ]
  const led = hosts.filter((host) => render(`[here](https://${host}/a?b#c)`).includes('<a href="https://'))
  expect(led).toEqual(hosts)
})

test.each(['casino\\.com', '+375\\-29\\-123', 'ivan\\@mail\\.ru', 'c\\*sino'])(
  'a backslash is seen where it is written: %s',
  (body) => {
    expect(plainText(render(body))).toBe(body)
  },
)
