import { sql } from 'kysely'
import type { Db } from '../database.ts'

/** How many of some comments of a site stand rejected or removed. */
export const countRejected =
  (db: Db) =>
  async (siteId: string, ids: readonly string[]): Promise<number> => {
    if (ids.length === 0) return 0
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from comment
      where site_id = ${siteId} and id = any(${[...ids]}::uuid[]) and version_status in ('rejected', 'removed')`.execute(
      db,
    )
    return rows[0]?.count ?? 0
  }
