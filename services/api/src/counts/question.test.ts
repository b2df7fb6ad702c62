import { MAX_COUNTS, ProblemError } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import { readBody, readQuery } from './question.ts'

/** What a wrong question is answered. */
const wrong = (ask: () => unknown) => {
  try {
    return ask()
  } catch (fault) {
    return fault instanceof ProblemError ? [fault.code, ...(fault.extra.errors ?? [])] : fault
  }
}
const refused = (part: 'query' | 'body', pointer: string, detail: string) => [
  'invalid-request',
  { in: part, pointer, detail },
]
const names = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`)
const queryOf = (articles: string[]) => articles.map((article) => `article=${article}`).join('&')

describe('a query', () => {
  test.for<[string, string, unknown]>([
    ['names an article', 'article=a', { articles: ['a'] }],
    ['names several, each once', 'article=b&article=a&article=b', { articles: ['b', 'a'] }],
    ['may have empty pieces', '&article=a&&', { articles: ['a'] }],
    ['may encode what it names', 'article=a%20b&article=c+d&article=%2B', { articles: ['a b', 'c d', '+'] }],
    ['may name an article by a space', 'article=+', { articles: [' '] }],
    ['may encode a name that is half plain', 'article=a%', { articles: ['a%'] }],
    ['may name an article by nothing', 'article=', { articles: [''] }],
    ['may encode the name of a field', 'articl%65=a', { articles: ['a'] }],
    ['asks since when', 'since=0', { articles: [], since: 0 }],
    ['asks of some since when', 'since=120&article=a', { articles: ['a'], since: 120 }],
    ['asks since a large revision', 'since=9007199254740991', { articles: [], since: 9_007_199_254_740_991 }],
  ])('%s', ([, query, expected]) => {
    expect(readQuery(query)).toEqual(expected)
  })

  test('that asks since no revision has no such field', () => {
    expect(Object.keys(readQuery('article=a'))).toEqual(['articles'])
  })

  test('names so many articles and no more', () => {
    expect(readQuery(queryOf(names(MAX_COUNTS.query))).articles).toHaveLength(MAX_COUNTS.query)
    expect(wrong(() => readQuery(queryOf(names(MAX_COUNTS.query + 1))))).toEqual(
      refused('query', '/article', 'at most 100 in an address; POST takes 1000'),
    )
  })

  const unknown = refused('query', '', 'has fields that are not known here')
  const noRevision = refused('query', '/since', 'is a revision')
  test.for<[string, string, unknown]>([
    ['names nothing', '', refused('query', '/article', 'names an article, or since a revision')],
    ['has other fields', 'article=a&x=1', unknown],
    ['has a field with a name that ends alike', 'xarticle=', unknown],
    ['has a field of no name', '=', unknown],
    ['has a piece that is no field', '?', unknown],
    ['asks twice since when', 'since=1&since=1', refused('query', '/since', 'is given twice')],
    ['asks since a word', 'since=x', noRevision],
    ['asks since nothing', 'since=', noRevision],
    ['asks since less than none', 'since=-1', noRevision],
    ['asks since a part', 'since=1.5', noRevision],
    ['asks since a number with zeros before it', 'since=01', noRevision],
    ['asks since a number among others', 'since=x1', noRevision],
    ['asks since a number before others', 'since=1x', noRevision],
    ['asks since more than numbers can say', 'since=9007199254740992', noRevision],
    ['asks since very much more', 'since=11111111111111111', noRevision],
  ])('is refused that %s', ([, query, expected]) => {
    expect(wrong(() => readQuery(query))).toEqual(expected)
  })
})

describe('a body', () => {
  test('names articles, each once', () => {
    expect(readBody({ articles: ['a'] })).toEqual({ articles: ['a'] })
    expect(readBody({ articles: ['b', 'a', 'b'] })).toEqual({ articles: ['b', 'a'] })
    expect(readBody({ articles: names(MAX_COUNTS.body) }).articles).toHaveLength(MAX_COUNTS.body)
  })

  const unknown = refused('body', '', 'has fields that are not known here')
  const noList = refused('body', '/articles', 'is a list of articles')
  test.for<[string, unknown, unknown]>([
    ['is null', null, noList],
    ['is empty', {}, noList],
    ['is a text', 'articles', noList],
    ['is absent', undefined, noList],
    ['is a list', [], unknown],
    ['is a list of articles', ['a'], unknown],
    ['has other fields', { articles: ['a'], since: 1 }, unknown],
    ['has only others', { article: ['a'] }, unknown],
    ['names an article where a list should be', { articles: 'a' }, noList],
    ['names none', { articles: [] }, noList],
    ['names too many', { articles: names(MAX_COUNTS.body + 1) }, refused('body', '/articles', 'at most 1000')],
    ['names a number first', { articles: [1, 'a'] }, refused('body', '/articles/0', 'is a text')],
    ['names nothing later', { articles: ['a', null] }, refused('body', '/articles/1', 'is a text')],
  ])('is refused that %s', ([, body, expected]) => {
    expect(wrong(() => readBody(body))).toEqual(expected)
  })
})
