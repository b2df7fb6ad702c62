import { LRUCache } from 'lru-cache'
import { endpoints } from '@parley/contracts'
import type { Site } from '@parley/store'
import type { Deps } from '../../context.ts'
import { addressOnSite, keyIn } from '../../article-key.ts'
import { isUnchanged } from '../../http/is-unchanged.ts'
import { atom, rss } from '../../feeds/feed.ts'
import { route } from '../../http/route.ts'
import { sha256 } from '../../receipt.ts'
import { unchanged } from '../../middleware/secure-headers.ts'

const MOST = 50
/** Of finished feeds, roughly. */
const HELD_BYTES = 16 * 1_048_576

const formats = { atom: [atom, 'application/atom+xml'], rss: [rss, 'application/rss+xml'] } as const

/** GET /v1/sites/{site}/feed: the newest comments for feed readers; written once for each revision and name of the site. */
export const readFeed = ({ store, counts }: Pick<Deps, 'store' | 'counts'>) => {
  const held = new LRUCache<string, { revision: string; body: string }>({
    maxSize: HELD_BYTES,
    sizeCalculation: ({ body }, name) => 200 + name.length + 2 * body.length,
  })
  return route(endpoints.readFeed, async (c, { query: { article, format } }) => {
    const site = c.get('site')
    const articleKey = article === undefined ? undefined : keyIn(site, article, { in: 'query', pointer: '/article' })
    const [write, type] = formats[format]
    const self = new URL(c.req.url).toString()
    const { revision, generation } = await counts.read(site.id, [])
    // A new name of the site is no event of it.
    const named = sha256(site.name).slice(0, 8)
    const etag = `W/"${counts.boot}.${generation}.feed.${revision}.${named}"`
    c.header('Cache-Control', 'public, max-age=60, stale-while-revalidate=300')
    c.header('ETag', etag)
    if (isUnchanged(c.req.header('if-none-match'), etag)) return unchanged(c)

    const name = `${site.id}\n${format}\n${self}`
    const known = held.get(name)
    const current = known?.revision === etag ? known.body : undefined
    const body = current ?? write({ ...(await about({ store }, site, articleKey)), self })
    if (current === undefined) held.set(name, { revision: etag, body })
    c.header('Content-Type', `${type}; charset=utf-8`)
    return c.body(body)
  })
}

const about = async ({ store }: Pick<Deps, 'store'>, site: Site, articleKey: string | undefined) => {
  const latest = await store.comments.listLatest({ siteId: site.id, articleKey, limit: MOST })
  // Readers name articles too: a key is shown only where it is an address of the site, and leads nowhere else.
  const comments = latest.map((one) => {
    const articleUrl = one.articleUrl ?? addressOnSite(site, one.articleKey)
    return { ...one, ...(articleUrl !== undefined && { articleUrl }) }
  })
  const [one] = comments
  const home = `https://${site.hosts[0] ?? ''}/`
  if (articleKey === undefined) return { title: site.name, home, comments }
  const address = one?.articleUrl ?? addressOnSite(site, articleKey) ?? home
  return { title: `${one?.articleTitle ?? articleKey} · ${site.name}`, home: address, comments }
}
