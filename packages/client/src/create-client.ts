import type { ClientOptions } from './ask.ts'
import { createComments, type Comments } from './comments.ts'
import { createCounts, type Counts } from './counts.ts'

/** The api of one site, as readers and pages use it. */
export type Client = Comments & Counts

/**
 * A client of one site; `api` may end in a slash.
 *
 * @example const { publishedCount } = await createClient({ api: 'https://comments.example', site: 'news' }).listComments({ article: 'a1' })
 */
export const createClient = ({ api, ...rest }: ClientOptions): Client => {
  const options = { api: api.replace(/\/$/, ''), ...rest }
  return { ...createComments(options), ...createCounts(options) }
}
