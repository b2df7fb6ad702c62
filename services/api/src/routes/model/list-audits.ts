import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { auditedCommentOf } from '../../views/model.ts'

/** GET /v1/moderation/audits: what chance drew for a blind look, oldest first. */
export const listAudits = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listAudits, async (c, { query }) => {
    const page = await pageOf({ sites, cursors }, c.get('token'), { list: 'audits', ...query })
    const { items, next } = await store.learning.audits.list(page.question)
    return c.json({ audits: items.map(auditedCommentOf), ...page.next(next) })
  })
}
