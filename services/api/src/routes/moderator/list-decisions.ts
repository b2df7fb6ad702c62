import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createCursors } from '../../cursor.ts'
import { pageOf } from '../../http/listing.ts'
import { route } from '../../http/route.ts'
import { decisionViewOf } from '../../views/moderation.ts'

/** GET /v1/moderation/decisions: the audit log of people's decisions, newest first. */
export const listDecisions = ({ store, sites, secrets }: Pick<Deps, 'store' | 'sites' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listDecisions, async (c, { query }) => {
    const page = await pageOf({ sites, cursors }, c.get('token'), { list: 'decisions', ...query })
    const { items, next } = await store.moderation.decisions(page.question)
    return c.json({ decisions: items.map(decisionViewOf), ...page.next(next) })
  })
}
