import { MAX_COUNTS, ProblemError, type ProblemErrorItem } from '@parley/contracts'

/** What somebody asks about counts: of which articles, by the names they gave them, and since when. */
export type Question = { articles: string[]; since?: number }

const refuse = (part: 'query' | 'body', pointer: string, detail: string): never => {
  throw new ProblemError('invalid-request', { errors: [{ in: part, pointer, detail } satisfies ProblemErrorItem] })
}

/** The question of a query string. Read by hand, for it is most of the work of an answer from memory. */
export const readQuery = (query: string): Question => {
  const articles: string[] = []
  let since: number | undefined
  for (const piece of query.split('&')) {
    if (piece === '') continue
    if (piece.startsWith('article=')) articles.push(decode(piece.slice(8)))
    else {
      const [[name, value] = ['', '']] = new URLSearchParams(piece)
      if (name === 'article') articles.push(value)
      else if (name !== 'since') refuse('query', '', 'has fields that are not known here')
      else if (since !== undefined) refuse('query', '/since', 'is given twice')
      else since = revisionOf(value)
    }
  }
  if (articles.length > MAX_COUNTS.query) {
    refuse('query', '/article', `at most ${MAX_COUNTS.query} in an address; POST takes ${MAX_COUNTS.body}`)
  }
  if (articles.length === 0 && since === undefined) refuse('query', '/article', 'names an article, or since a revision')
  return { articles: different(articles), ...(since !== undefined && { since }) }
}

/** The question of a JSON body. */
export const readBody = (body: unknown): Question => {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : []
  if (Array.isArray(body) || fields.some(([name]) => name !== 'articles')) {
    refuse('body', '', 'has fields that are not known here')
  }
  const articles: unknown = fields[0]?.[1]
  if (!Array.isArray(articles) || articles.length === 0) return refuse('body', '/articles', 'is a list of articles')
  if (articles.length > MAX_COUNTS.body) refuse('body', '/articles', `at most ${MAX_COUNTS.body}`)
  const wrong = articles.findIndex((article) => typeof article !== 'string')
  if (wrong >= 0) refuse('body', `/articles/${wrong}`, 'is a text')
  return { articles: different(articles as string[]) }
}

const PLAIN = /^[^%+]*$/

const decode = (text: string): string => (PLAIN.test(text) ? text : (new URLSearchParams(`a=${text}`).get('a') ?? ''))

const different = (articles: string[]): string[] => (articles.length > 1 ? [...new Set(articles)] : articles)

const revisionOf = (value: string): number => {
  const revision = /^(?:0|[1-9][0-9]{0,15})$/.test(value) ? Number(value) : Number.NaN
  return Number.isSafeInteger(revision) ? revision : refuse('query', '/since', 'is a revision')
}
