import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { reportViewOf } from '../../views/moderation.ts'

/** GET /v1/moderation/reports: readers' flags, newest first. */
export const listReports = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listReports, async (c, { query }) => {
    const page = await pageOf({ sites, cursors }, c.get('token'), { list: 'reports', ...query })
    const { items, next } = await store.moderation.reports(page.question)
    return c.json({ reports: items.map(reportViewOf), ...page.next(next) })
  })
}
