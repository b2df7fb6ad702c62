import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { waveViewOf } from '../../views/waves.ts'

/** GET /v1/moderation/waves: near-copies taken together, the wave that grew last first. */
export const listWaves = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listWaves, async (c, { query }) => {
    const page = await pageOf({ sites, cursors }, c.get('token'), { list: 'waves', ...query })
    const { items, next } = await store.waves.list(page.question)
    return c.json({ waves: items.map(waveViewOf), ...page.next(next) })
  })
}
