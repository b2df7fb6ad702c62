import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import type { Db } from '../database.ts'

/** Where a newest version can stand once it was decided. */
export const decidedStatuses = ['held', 'published', 'rejected', 'removed', 'deleted'] as const satisfies Status[]

/** How many newest versions wait or stand where, for the sites given (all when absent); none where there are none. What was decided is
 *  counted as it moves; what waits, by its index. */
export const countByStatus =
  (db: Db) =>
  async (sites?: readonly string[]): Promise<{ siteId: string; status: Status; count: number }[]> => {
    const only = sites ? sql`site_id = any(${[...sites]})` : sql`true`
    const { rows } = await sql<{ siteId: string; status: Status; count: number }>`
      select site_id as "siteId", status, number as count from standing where number > 0 and ${only}
      union all
      select site_id, 'pending', count(*) from comment where version_status = 'pending' and ${only} group by site_id
      order by 1, 2`.execute(db)
    return rows
  }
