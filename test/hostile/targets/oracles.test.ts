import { describe, expect, test } from 'vitest'
import { check as checkKeys, type Keys } from './article-key.ts'
import { check as checkCursors } from './cursor.ts'
import { check as checkFold, type Folding } from './fold.ts'
import { check as checkMarkup } from './markup.ts'
import { hold, inTime, seedOf, textOf } from './reading.ts'

/** What a wrong implementation is told; undefined when nothing was noticed. */
const said = (check: (data: Buffer) => void, text: string): string | undefined => {
  try {
    check(seedOf(text))
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

test('a seed is read as its text, and other bytes as UTF-16 with half characters', () => {
  expect(textOf(seedOf('прывітанне'))).toBe('прывітанне')
  expect(textOf(Buffer.from([1, 0x00, 0xd8]))).toBe('\ud800')
  expect(textOf(Buffer.alloc(0))).toBe('')
})

test('a promise that is not kept is named, and so is work that takes too long three times', () => {
  expect(() => hold('it is so', false)).toThrow('broken: it is so')
  const slow = () => {
    for (const start = performance.now(); performance.now() - start < 3;);
  }
  expect(() => inTime('counting', slow, 1)).toThrow(/^broken: counting takes \d+ ms$/)
  expect(inTime('adding', () => 1 + 1)).toBe(2)
})

describe('folding', () => {
  const plain: Folding = {
    fold: (body) => ({
      text: body,
      starts: Array.from(body, (_, at) => at),
      ends: Array.from(body, (_, at) => at + 1),
      words: body === '' ? [] : [{ text: body, from: 0, to: body.length }],
    }),
  }
  const but = (change: (folded: ReturnType<Folding['fold']>) => object): Folding => ({
    fold: (body) => ({ ...plain.fold(body), ...change(plain.fold(body)) }),
  })

  const letter = (text: string, from: number) => ({ text, from, to: from + 1 })

  test('what keeps every promise passes', () => expect(said(checkFold(plain), 'abc')).toBeUndefined())

  test.each<[string, Folding]>([
    [
      'a folded text stays as it is',
      but(({ text }) => ({ text: (text.startsWith('a') ? 'b' : 'a') + text.slice(1), words: [] })),
    ],
    ['a place for every unit', but(() => ({ starts: [0] }))],
    ['places in the text', but(() => ({ ends: [1, 2, 9] }))],
    ['places that only grow', but(() => ({ starts: [0, 1, 0] }))],
    ['words that are there', but(() => ({ words: [{ text: '', from: 1, to: 1 }] }))],
    ['words in order', but(() => ({ words: [letter('c', 2), letter('b', 1)] }))],
  ])('%s', (promise, wrong) => expect(said(checkFold(wrong), 'abc')).toContain(promise))
})

describe('markup', () => {
  const rendering = (render: (body: string) => string, webAddress: (written: string) => string = () => '') =>
    checkMarkup({ render, webAddress })

  test.each([
    '<p>a &lt; b<br>\n<em>c</em></p>\n',
    '<p><a href="https://a.example/?x&amp;y" rel="nofollow ugc noopener">a</a></p>',
    '',
  ])('%s passes', (html) =>
    expect(
      said(
        rendering(() => html),
        'x',
      ),
    ).toBeUndefined(),
  )

  test.each([
    '<script>',
    '<p onclick="x">a</p>',
    '<p>a',
    'a</p>',
    '<p><em>a</p></em>',
    'a & b',
    'a > b',
    '<img src=x>',
    '<a href="javascript:alert(1)" rel="nofollow ugc noopener">a</a>',
    '<a href="https://u:p@a.example/" rel="nofollow ugc noopener">a</a>',
    '<a href="https://a.example/">a</a>',
    '<em>'.repeat(30) + '</em>'.repeat(30),
  ])('%s does not', (html) =>
    expect(
      said(
        rendering(() => html),
        'x',
      ),
    ).toContain('only allowed HTML'),
  )

  test('an address that is not of the web, and one that changes when it is read again', () => {
    expect(
      said(
        rendering(
          () => '',
          () => 'ftp://a.example/',
        ),
        'x',
      ),
    ).toContain('an address of the web')
    const growing = rendering(
      () => '',
      (written) => `https://a.example/${written.length}`,
    )
    expect(said(growing, 'x')).toContain('an address is read as itself')
  })
})

describe('article keys', () => {
  const keys = (addressOnSite: Keys['addressOnSite']): Keys => ({
    addressOnSite,
    foldKey: (site, key) => addressOnSite(site, key) ?? key,
    articleOf: (site, { url = '' }) => {
      const made = addressOnSite(site, url)
      return made === undefined ? undefined : { articleKey: made }
    },
  })
  const always = (address: string) => keys(() => address)

  test('no address at all passes, and so does one that stays', () => {
    expect(said(checkKeys(keys(() => undefined)), 'x')).toBeUndefined()
    expect(said(checkKeys(always('https://paper.example/a')), 'x')).toBeUndefined()
  })

  test.each<[string, Keys]>([
    ['a key is folded to itself', keys((_, address) => `${address}/`)],
    ['on the first host', always('https://evil.example/')],
    ['on the first host', always('https://ada@paper.example/')],
    ['without a fragment', always('https://paper.example/#top')],
    ['without readers', always('https://paper.example/?utm_source=x')],
    ['without readers', always('https://paper.example/?m=ada%40lovelace.example')],
    ['named by its address', { ...always('https://paper.example/'), articleOf: () => ({ articleKey: 'x' }) }],
  ])('%s', (promise, wrong) => expect(said(checkKeys(wrong), 'x')).toContain(promise))
})

describe('cursors', () => {
  class Refused extends Error {
    readonly code = 'invalid-cursor'
  }
  const refuse = (): never => {
    throw new Refused()
  }
  const naming = (open: (list: string, cursor: string) => string) =>
    checkCursors({
      createCursors: () => ({ seal: (list, place) => Buffer.from(`seal${list} ${place}`).toString('base64url'), open }),
    })

  test.each<[string, (list: string, cursor: string) => string]>([
    ['what nobody gave out is refused', (_, cursor) => cursor],
    ['a refusal is a problem', () => JSON.parse('{') as string],
    ['what is opened is what was sealed', (_, cursor) => (cursor.startsWith('c2VhbG') ? 'another' : refuse())],
    [
      'another list is refused',
      (_, cursor) => (cursor.startsWith('c2VhbG') ? Buffer.from(cursor, 'base64url').toString().slice(9) : refuse()),
    ],
  ])('%s', (promise, open) => expect(said(naming(open), 'place')).toContain(promise))
})
