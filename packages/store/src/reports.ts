import { rules } from '@parley/contracts'
import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import { withoutNulls } from './comments/pending.ts'
import type { Db } from './database.ts'
import { pageOf } from './page-of.ts'

/** A reader's flag on one version of a comment. `reporter` tells readers apart for counting; it names nobody. */
export type Report = {
  siteId: string
  id: string
  commentId: string
  version: number
  reason: string
  note?: string
  at: Date
}

/** The number of reports on the version that readers see; `reached` when they suffice to hold it and no moderator approved it. Whoever
 *  flags it again, `already`, is told the same: the one before may have died between counting and holding. */
export type Reported =
  | { kind: 'counted' | 'already'; version: number; reports: number; reached: boolean }
  | { kind: 'gone' }

/** Readers' flags. */
export const reports = (db: Db) => ({
  /** Counts one reader's flag once a version. Only what readers can see can be reported. */
  add: async ({
    siteId,
    commentId,
    reason,
    note,
    reporter,
  }: {
    siteId: string
    commentId: string
    reason: string
    note?: string | undefined
    reporter: string
  }): Promise<Reported> => {
    // The lock has a deletion wait, whose erasure then finds the note; or it finds the comment deleted.
    const { rows } = await sql<{ version: number; approved: boolean; added: boolean; rules: unknown }>`
      with c as materialized (
        select site_id, id, shown_version, approved_version from comment
        where site_id = ${siteId} and id = ${commentId}::uuid and visible and status = 'published' for no key update
      ), made as (
        insert into report (site_id, id, comment_id, version, reporter, reason, note)
        select c.site_id, ${newId()}::uuid, c.id, c.shown_version, ${reporter}, ${reason}, ${note ?? null} from c
        on conflict (site_id, comment_id, version, reporter) do nothing returning id
      )
      select c.shown_version as version, coalesce(c.approved_version = c.shown_version, false) as approved,
        exists (select from made) as added, s.rules
      from c join site s on s.id = c.site_id`.execute(db)
    const seen = rows[0]
    if (!seen) return { kind: 'gone' }
    // Counted by a statement of its own, which sees the flags that came while the first one waited.
    const { count } = await db
      .selectFrom('report')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('site_id', '=', siteId)
      .where('comment_id', '=', commentId)
      .where('version', '=', seen.version)
      .executeTakeFirstOrThrow()
    const reached = !seen.approved && count >= rules.parse(seen.rules).reportsToHold
    return { kind: seen.added ? 'counted' : 'already', version: seen.version, reports: count, reached }
  },

  /** The newest reports first, of the sites given (all when absent). `after` is the last id of the page before. */
  list: async ({
    sites,
    siteId,
    after,
    limit,
  }: {
    sites?: readonly string[] | undefined
    siteId?: string | undefined
    after?: string | undefined
    limit: number
  }): Promise<{ items: Report[]; next?: string }> => {
    // Each site's newest by its own index, then the newest of all of them.
    const { rows } = await sql<Report>`
      select newest.* from site s cross join lateral (
        select site_id as "siteId", id, comment_id as "commentId", version, reason, note, at from report r
        where r.site_id = s.id ${after ? sql`and r.id < ${after}::uuid` : sql``}
        order by r.id desc limit ${limit + 1}
      ) newest
      where ${sites ? sql`s.id = any(${[...sites]})` : sql`true`} ${siteId ? sql`and s.id = ${siteId}` : sql``}
      order by newest.id desc limit ${limit + 1}`.execute(db)
    return pageOf(rows.map(withoutNulls), limit)
  },
})
