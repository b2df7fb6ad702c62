import { LRUCache } from 'lru-cache'
import type { Site } from '@parley/store'
import { lineText, MAX_ADDRESS, ProblemError } from '@parley/contracts'
import { foldKey } from '../article-key.ts'

/** What is needed of a site to fold the addresses of its articles. */
export type KeySite = Pick<Site, 'id' | 'hosts' | 'keyHost'>

/** Finds the keys that comments are stored under for the names that a question gives. */
export type Keys = (site: KeySite, articles: readonly string[], part: 'query' | 'body') => string[]

const SIMPLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/
/** What is too long is asked for all the same: no article has it, so it counts 0 beside the others. */
const line = lineText(Number.MAX_SAFE_INTEGER)
const ADDRESS = /^\s*https?:\/\//i

/** Remembers foldings: a hundred of them would take milliseconds, and polls repeat the same ones. */
export const createKeys = ({ maxBytes = 16 * 1_048_576 }: { maxBytes?: number } = {}): Keys => {
  const folded = new LRUCache<string, string>({
    maxSize: maxBytes,
    sizeCalculation: (key, name) => 200 + key.length + name.length,
  })

  const fold = (site: KeySite, article: string): string | undefined => {
    const name = `${site.id} ${site.keyHost ?? ''} ${site.hosts.join(' ')} ${article}`
    const known = folded.get(name)
    if (known !== undefined) return known
    const key = addressKey(site, article.trim())
    if (key !== undefined && article.length <= MAX_ADDRESS) folded.set(name, key)
    return key
  }

  return (site, articles, part) =>
    articles.map((article, at) => {
      const key = ADDRESS.test(article) ? fold(site, article) : plainKey(article)
      if (key !== undefined) return key
      const pointer = part === 'query' ? `/article/${at}` : `/articles/${at}`
      throw new ProblemError('invalid-request', { errors: [{ in: part, pointer, detail: 'is no key of an article' }] })
    })
}

const plainKey = (article: string): string | undefined =>
  SIMPLE.test(article) ? article : line.safeParse(article).data

/** An address of the site is folded as on submit; any other is a key like another, and so is one that is too long to be worth the work. */
const addressKey = (site: KeySite, address: string): string | undefined =>
  plainKey(address.length > MAX_ADDRESS ? address : foldKey(site, address))
