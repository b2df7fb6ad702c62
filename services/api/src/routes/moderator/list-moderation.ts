import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { keyIn } from '../../article-key.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { moderatedCommentOf } from '../../views/moderation.ts'

/** GET /v1/moderation/comments: what waits or stands, oldest first, with totals. */
export const listModeration = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listModeration, async (c, { query }) => {
    const { appeal, article, author, host, q } = query
    const appealed = appeal !== undefined
    const status = query.status ?? (appealed ? undefined : 'held')
    const list = `moderation\n${JSON.stringify([status, appeal, article, author, host, q])}`
    const page = await pageOf({ sites, cursors }, c.get('token'), { list, ...query })
    const articleKey = article === undefined ? undefined : await keyOf({ store, sites }, query.site, article)
    const filter = { status, appealed, articleKey, authorKey: author, host, q }
    const [{ items, next }, totals] = await Promise.all([
      store.moderation.list({ ...page.question, ...filter }),
      store.moderation.totals(query.site === undefined ? c.get('token').sites : [query.site]),
    ])
    return c.json({
      comments: items.map(moderatedCommentOf),
      ...page.next(next),
      totals: totals.map(({ siteId, ...total }) => ({ site: siteId, ...total })),
    })
  })
}

/** The key under which comments stand; only a site says which addresses and aliases lead to it. */
const keyOf = async (
  { store, sites }: Pick<Deps, 'store' | 'sites'>,
  siteId: string | undefined,
  article: string,
): Promise<string> => {
  const site = siteId === undefined ? undefined : await sites.find(siteId)
  const key = keyIn(site ?? { hosts: [] }, article, { in: 'query', pointer: '/article' })
  return (site && (await store.articles.find(site.id, key))?.key) ?? key
}
