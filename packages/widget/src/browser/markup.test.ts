import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMarkup, textOf, type Piece } from './markup.ts'

const payloads = readFileSync(new URL('../../../../services/api/src/markup-payloads.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')

/** All elements of a text, however deep. */
const elements = (pieces: Piece[]): Exclude<Piece, string>[] =>
  pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece, ...elements(piece.inside)]))

const known = new Set(['p', 'br', 'em', 'strong', 'blockquote', 'pre', 'code', 'a'])

/** Elements that should not have come through: unknown ones, such as have more than words, links to no web address. */
const strangeIn = (html: string) =>
  elements(readMarkup(html)).filter(({ tag, href, ...rest }) => {
    const leads = href === undefined || (tag === 'a' && /^https?:$/.test(URL.parse(href)?.protocol ?? ''))
    return !known.has(tag) || !leads || Object.keys(rest).join() !== 'inside'
  })

test('what the service writes is read as it was meant', () => {
  const html =
    '<p>a &amp; <em>b <strong>c</strong></em><br>\n<a href="https://x.example/?a=1&amp;b=2" rel="nofollow">x</a></p>\n<blockquote>\n<p>q</p>\n</blockquote>\n<pre><code>if (a &lt; b) &quot;&quot;\n</code></pre>\n'
  expect(readMarkup(html)).toEqual([
    {
      tag: 'p',
      inside: [
        'a & ',
        { tag: 'em', inside: ['b ', { tag: 'strong', inside: ['c'] }] },
        { tag: 'br', inside: [] },
        '\n',
        { tag: 'a', href: 'https://x.example/?a=1&b=2', inside: ['x'] },
      ],
    },
    '\n',
    { tag: 'blockquote', inside: ['\n', { tag: 'p', inside: ['q'] }, '\n'] },
    '\n',
    { tag: 'pre', inside: [{ tag: 'code', inside: ['if (a < b) ""\n'] }] },
    '\n',
  ])
  expect(textOf(readMarkup('<p>one<br>\ntwo</p>\n<p>three</p>\n')).trim()).toBe('one\ntwo\n\nthree')
  expect(textOf(readMarkup('<blockquote><p>theirs</p></blockquote><p>mine</p>')).trim()).toBe('mine')
})

describe('hostile markup', () => {
  test.each(payloads)('%s leaves known elements and web addresses only', (line) => {
    expect(strangeIn(line)).toEqual([])
    expect(strangeIn(`<p>${line}</p><a href="${line}">x</a><a href="https://x.example/${line}">x</a>`)).toEqual([])
  })

  test('so does anything else', () => {
    const bits = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      ' ',
      'a',
      'p',
      'script',
      'href="',
      'javascript:',
      'https://',
      '&lt;',
      '&#106;',
      'on',
      '=',
    )
    fc.assert(fc.property(fc.array(bits, { maxLength: 60 }), (parts) => strangeIn(parts.join('')).length === 0))
  })

  test('a hundred thousand open elements neither hang nor overflow', () => {
    const pieces = readMarkup('<p><em>'.repeat(100_000))
    expect(elements(pieces)).toHaveLength(40)
    expect(readMarkup(`<a ${'href="'.repeat(20_000)}`)).toHaveLength(2)
  })
})
