import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { render, renderMarked, webAddress } from './markup.ts'

// Characters that a parser may drop, fold or see as space, put where checks of tags and schemes are fooled.
const between = ['\0', '\u0001', '\b', '\t', '\n', '\v', '\f', '\r', '\u001F', '\u007F', '\u0080', '\u00A0', '\u00AD']
const unseen = ['\u180E', '\u200B', '\u200E', '\u2028', '\u202E', '\u2060', '\u3000', '\uFEFF', '\uD800', '\u{E0041}']

// The file holds one shape a line: elements and attributes, ways out of a context, then markdown.
const payloads = [
  ...readFileSync(new URL('markup-payloads.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
  ...[...between, ...unseen].flatMap((character) => [
    `[x](java${character}script:p())`,
    `[x](${character}javascript:p())`,
    `[x](<javascript${character}:p()>)`,
    `<img${character}src=x onerror=p()>`,
    `http://good.test/${character}"onmouseover="p()`,
    `<script${character}\n>p()</script\n>`,
  ]),
]

const tag = /^<(?:(\/?)(p|em|strong|blockquote|pre|code|a)|(br))>|^<a href="([^"<>]*)" rel="nofollow ugc noopener">/
const reference = /^&(?:amp|lt|gt|quot);/
const deepestHtml = 2 * 8 + 4

/** Reads the output letter by letter as a strict parser; anything outside the allow-list is named. */
const problemIn = (html: string): string | undefined => {
  const open: string[] = []
  for (let at = 0; at < html.length;) {
    const rest = html.slice(at, at + 12_500)
    if (rest[0] === '<') {
      const found = tag.exec(rest)
      if (found === null) return `a tag that is not allowed: ${rest.slice(0, 60)}`
      const [whole, slash, name, single, href] = found
      if (href !== undefined) {
        const problem = problemInAddress(href)
        if (problem !== undefined) return problem
        if (open.includes('a')) return 'a link inside a link'
        open.push('a')
      } else if (slash === '/') {
        if (open.pop() !== name) return `closes ${name} out of order`
      } else if (name === 'a') return 'a link without an address'
      else if (single === undefined && name !== undefined) open.push(name)
      if (open.length > deepestHtml) return 'too deep'
      at += whole.length
    } else if (rest[0] === '&') {
      const found = reference.exec(rest)
      if (found === null) return `a stray ampersand: ${rest.slice(0, 20)}`
      at += found[0].length
    } else if (rest[0] === '>' || rest[0] === '"' || rest[0] === '\0') return `unescaped ${rest[0]}`
    else at += 1
  }
  return open.length === 0 ? undefined : `left open: ${open.join(' ')}`
}

const problemInAddress = (escaped: string): string | undefined => {
  const href = escaped
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (!/^https?:\/\/[^\s\u0000-\u001f\\"<>]+$/.test(href)) return `an address that is not plain: ${href}`
  const url = new URL(href)
  if (url.href !== href) return `an address that browsers read differently: ${href}`
  return url.username === '' && url.password === '' ? undefined : `a name before the host: ${href}`
}

test('the strict checker itself finds what must not be', () => {
  const bad = [
    '<script>',
    '<p onclick=x>',
    '<a href="javascript:x" rel="nofollow ugc noopener">x</a>',
    '<a href="https://a.test/">x</a>',
    '<a href="https://u@a.test/" rel="nofollow ugc noopener">x</a>',
    '<p>',
    '</p>',
    '<em><p></em></p>',
    'a & b',
    'a > b',
    '<code class="x"></code>',
    '<br/>',
  ]
  expect(bad.filter((html) => problemIn(html) === undefined)).toEqual([])
})

describe('no payload leaves the allow-list', () => {
  test('there are enough of them, all different', () => {
    expect(new Set(payloads).size).toBe(payloads.length)
    expect(payloads.length).toBeGreaterThan(300)
  })

  const settings: [string, (payload: string) => string][] = [
    ['alone', (payload) => payload],
    ['in a sentence', (payload) => `Well ${payload} then *so* https://good.test/a`],
    ['on lines of a quote', (payload) => `> a\n> ${payload}\n\nb`],
    ['in a fence', (payload) => `\`\`\`\n${payload}\n\`\`\``],
    ['in a link', (payload) => `[${payload}](https://good.test/?q=${payload})`],
    ['after an open fence, quote and link', (payload) => `\`a [b ${payload} **c\n\`\`\` ${payload}`],
  ]
  test.each(settings)('%s', (_name, place) => {
    const wrong = payloads.flatMap((payload) => {
      const problem = problemIn(render(place(payload)))
      return problem === undefined ? [] : [{ payload, problem }]
    })
    expect(wrong).toEqual([])
  })

  test('any two of them joined, and any text at all', () => {
    const piece = fc.oneof(
      fc.constantFrom(...payloads),
      fc.constantFrom(
        ...'<>"\'`&;()[]{}!*_~>#\\/:\n\t \0='.split(''),
        'http://',
        'https://a.test',
        '](',
        '```',
        '&#',
        '> ',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(problemIn(render(pieces.join('')))).toBeUndefined()
      }),
      { numRuns: 2_000 },
    )
  })
})

test('what is plain is rendered as the library does, around any character', () => {
  const words = fc.constantFrom(
    'word',
    'Дзень',
    '7',
    '. ',
    ', ',
    '- ',
    '1. ',
    '# ',
    '+ ',
    '= ',
    '===',
    '---',
    '|',
    '(x)',
    '^',
    '%',
    '😀',
  )
  const space = fc.constantFrom(' ', '  ', '    ', '\n', '\n\n', '\n\n\n', ...between, ...unseen)
  const any = fc.oneof(
    { weight: 6, arbitrary: words },
    { weight: 3, arbitrary: space },
    fc.string({ unit: 'binary', maxLength: 3 }),
  )
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      expect(render(text)).toBe(renderMarked(text))
    }),
    { numRuns: 5_000 },
  )
})

test.each([...between, ...unseen, ...Array.from({ length: 128 }, (_, code) => String.fromCodePoint(code))])(
  'the character %j means the same everywhere in a plain text',
  (character) => {
    const places = [
      `${character}a`,
      `a${character}`,
      `a${character}b`,
      `a\n${character}b`,
      `a${character}\nb`,
      `a ${character} b`,
    ]
    const runs = places.map((place) => place.replace(character, () => character.repeat(3)))
    for (const text of [...places, ...runs]) expect(render(text)).toBe(renderMarked(text))
  },
)

test.each([
  ['plain', '<p>plain</p>\n'],
  ['one\ntwo\n\nthree', '<p>one<br>\ntwo</p>\n<p>three</p>\n'],
  ['*a* **b** `c < d`', '<p><em>a</em> <strong>b</strong> <code>c &lt; d</code></p>\n'],
  ['> said\n\nanswer', '<blockquote>\n<p>said</p>\n</blockquote>\n<p>answer</p>\n'],
  ['```js\nlet a = "<b>"\n```', '<pre><code>let a = &quot;&lt;b&gt;&quot;\n</code></pre>\n'],
  ['~~~ what a lovely day ~~~', '<p>~~~ what a lovely day ~~~</p>\n'],
  ['``` print("a") and\nmore', '<p>``` print(&quot;a&quot;) and<br>\nmore</p>\n'],
  ['~~~wow\n> ~~~ so\n> cute', '<p>~~~wow</p>\n<blockquote>\n<p>~~~ so<br>\ncute</p>\n</blockquote>\n'],
  ['so:\n```js', '<p>so:</p>\n<p>```js</p>\n'],
  [
    'see https://a.test/x?y=1&z=2.',
    '<p>see <a href="https://a.test/x?y=1&amp;z=2" rel="nofollow ugc noopener">https://a.test/x?y=1&amp;z=2</a>.</p>\n',
  ],
  [
    '[here](https://a.test "shown to nobody")',
    '<p><a href="https://a.test/" rel="nofollow ugc noopener">here</a></p>\n',
  ],
  ['[](https://a.test)', '<p><a href="https://a.test/" rel="nofollow ugc noopener">https://a.test/</a></p>\n'],
  ['a@b.test www.c.test ftp://d.test //e.test', '<p>a@b.test www.c.test ftp://d.test //e.test</p>\n'],
  ['# no heading\n- no list\n1. no list', '<p># no heading<br>\n- no list<br>\n1. no list</p>\n'],
  ['fish &amp; chips &#60;', '<p>fish &amp;amp; chips &amp;#60;</p>\n'],
  ['2*3*4 is no 2**3**4', '<p>2*3*4 is no 2**3**4</p>\n'],
  ['no*thing* is *hid*den', '<p>no*thing* is *hid*den</p>\n'],
  ['*un*_seen_ or `un`seen', '<p><em>un</em> <em>seen</em> or <code>un</code> seen</p>\n'],
  ['un[se](https://a.test)en', '<p>un <a href="https://a.test/" rel="nofollow ugc noopener">se</a> en</p>\n'],
  ['un[se]()en', '<p>un se en</p>\n'],
  ['("*so*", **he** said): `a`!', '<p>(&quot;<em>so</em>&quot;, <strong>he</strong> said): <code>a</code>!</p>\n'],
  ['Прывітанне, *свет*', '<p>Прывітанне, <em>свет</em></p>\n'],
])('%j is rendered', (body, html) => expect(render(body)).toBe(html))

test.each([
  '>'.repeat(60) + ' deep',
  `${'*'.repeat(400)}deep${'*'.repeat(400)}`,
  '*a _b '.repeat(200) + '_* '.repeat(200),
])('nesting is bounded and nothing typed is lost: %s', (body) => {
  expect(problemIn(render(body))).toBeUndefined()
  expect(render(body)).toMatch(/deep|a/)
})

test('a link target written in character references is shown, not linked, so that no check is passed by', () => {
  expect(render('[x](&#104;ttps://a.test)')).not.toContain('<a')
  expect(render('[x](https\\://a.test)')).not.toContain('<a')
})

test.each([
  ['https://ок.рф/путь', 'https://xn--j1ah.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C'],
  ['HTTP://A.test', 'http://a.test/'],
  ['https://good.test@evil.test/', ''],
  ['https://evil.test\\@good.test', ''],
  ['javascript:p()', ''],
  ['https:evil.test', ''],
  ['//a.test', ''],
])('the web address of %s is %j', (written, href) => expect(webAddress(written)).toBe(href))

test('a body of the longest size made to be slow is rendered quickly', () => {
  const seeds = [
    '[',
    '![',
    '[a](',
    '[a](<',
    '](',
    '[[]',
    '`',
    '`a``',
    '*a',
    '*_',
    '*a **b',
    '_a*',
    '>',
    '>\n',
    '> `[*',
    '\t>',
  ]
  seeds.push(
    'a://',
    'http://',
    'http://[',
    'http://[::',
    'https://a.b/(',
    'https://a.b/((((',
    'https://a.b.',
    'https://a@',
  )
  seeds.push(
    '[x](https://a.b)',
    '[x](http://a',
    '\\',
    '```\n',
    '~',
    '<',
    '<a ',
    '&#',
    '&a',
    'https://а',
    'a.a.',
    '[x]: <\n',
    '🏴',
  )
  const slowest = seeds.map((seed) => {
    const body = seed.repeat(4_000).slice(0, 4_000)
    // The best of three: the pause of a busy machine is not the library's.
    const times = [1, 2, 3].map(() => {
      const from = performance.now()
      render(body)
      return performance.now() - from
    })
    return { seed, ms: Math.min(...times) }
  })
  expect(slowest.filter(({ ms }) => ms > 300)).toEqual([])
})
