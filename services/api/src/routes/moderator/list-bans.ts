import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { banViewOf } from '../../views/moderation.ts'

/** How many a page has when nobody says: as many as one may, for callers from before there were pages. */
const PAGE = 100

/** GET /v1/moderation/bans: the bans of one site, oldest first. */
export const listBans = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listBans, async (c, { query }) => {
    const { site, limit = PAGE } = query
    const page = await pageOf({ sites, cursors }, c.get('token'), { list: 'bans', ...query, limit })
    const { items, next } = await store.moderation.bans.list({ ...page.question, siteId: site })
    return c.json({ bans: items.map((ban) => banViewOf(site, ban)), ...page.next(next) })
  })
}
