import type { CountChanges, CountsAnswer } from '@parley/contracts'
import { createAsk, type ClientOptions } from './ask.ts'

/** The published counts of one site's articles, of up to 1,000 at once. Every call rejects with an `ApiProblem`. */
export type Counts = {
  /** As an address, which caches keep, where the articles fit into one; else as `readCountsInBulk`. */
  readCounts(articles: string[]): Promise<CountsAnswer>
  /** As a body, which no cache keeps. */
  readCountsInBulk(articles: string[]): Promise<CountsAnswer>
  /** What changed since a revision, of some articles or of all. The counts of all that are named where they fit into no address. */
  readChanges(since: number, articles?: string[]): Promise<CountChanges>
}

/** The most articles that an address may name. */
export const MOST_ASKED = 100
/** The longest question in an address: usual proxies take a line of eight kilobytes, with the path in front of it. */
export const LONGEST_QUESTION = 7_000

const fit = (articles: string[]): boolean =>
  articles.length <= MOST_ASKED && encodeURIComponent(articles.join('&article=')).length <= LONGEST_QUESTION

/** The counts of one site. */
export const createCounts = (options: ClientOptions): Counts => {
  const ask = createAsk(options)
  const at = `sites/${options.site}/counts`
  const readCountsInBulk = async (articles: string[]) =>
    (await ask(at, { method: 'POST', body: { articles } })) as CountsAnswer
  const read = async (article: string[], since?: number) =>
    fit(article) ? ((await ask(at, { query: { since, article } })) as CountsAnswer) : readCountsInBulk(article)
  return {
    readCounts: (articles) => read(articles),
    readCountsInBulk,
    readChanges: (since, articles = []) => read(articles, since),
  }
}
