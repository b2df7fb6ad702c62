import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What waits for a first decision: how many versions, and for how many milliseconds the oldest of them. */
export type Stats = { pending: number; oldestPendingMs: number; bySite: { siteId: string; pending: number }[] }

/** Reads what waits, through the index of pending comments only. */
export const readStats = (db: Db) => async (): Promise<Stats> => {
  const { rows } = await sql<{ siteId: string; pending: number; oldest: number }>`
    select site_id as "siteId", count(*)::int as pending,
      greatest(0, extract(epoch from now() - min(coalesce(edited_at, created_at))) * 1000)::float8 as oldest
    from comment c left join lateral (
      select t.created_at as edited_at from comment_text t
      where c.version > 1 and t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version
    ) newest on true
    where version_status = 'pending' group by site_id order by site_id`.execute(db)
  return {
    pending: rows.reduce((sum, { pending }) => sum + pending, 0),
    oldestPendingMs: Math.max(0, ...rows.map(({ oldest }) => oldest)),
    bySite: rows.map(({ siteId, pending }) => ({ siteId, pending })),
  }
}
