import type { CountChanges, CountsAnswer } from '@parley/contracts'
import { createAsk, type ClientOptions } from './ask.ts'

/** The published counts of one site's articles. Every call rejects with an `ApiProblem`. */
export type Counts = {
  /** Of up to 100 articles. */
  readCounts(articles: string[]): Promise<CountsAnswer>
  /** Of up to 1,000. */
  readCountsInBulk(articles: string[]): Promise<CountsAnswer>
  /** What changed since a revision, of some articles or of all. */
  readChanges(since: number, articles?: string[]): Promise<CountChanges>
}

/** The counts of one site. */
export const createCounts = (options: ClientOptions): Counts => {
  const ask = createAsk(options)
  const at = `sites/${options.site}/counts`
  return {
    readCounts: (article) => ask(at, { query: { article } }) as Promise<CountsAnswer>,
    readCountsInBulk: (articles) => ask(at, { method: 'POST', body: { articles } }) as Promise<CountsAnswer>,
    readChanges: (since, article = []) => ask(at, { query: { since, article } }) as Promise<CountChanges>,
  }
}
