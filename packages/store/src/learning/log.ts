import type { Reason, Status } from '@parley/contracts'
import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import { withTrace, type Traced } from '../comments/trace.ts'
import { rowsOf, type Db } from '../database.ts'

/** One comment's part in a moderator's decision, without a word of it. */
export type ModeratorDecision = {
  decisionId: string
  revision: number
  commentId: string
  version: number
  to: Status
  reason?: Reason
  undoes?: string
  moderator: string
  /** The day in UTC, such as `2026-11-24`. */
  day: string
  authorKey?: string
}

/** A version's text, what the checks noticed about it and where they first put it. */
export type DecidedText = {
  commentId: string
  version: number
  body: string
  /** Absent where no check judged it, as in an undone or imported one. */
  checks?: unknown[]
  /** Where the checks put it; absent when a person was faster. */
  automatic?: Extract<Status, 'published' | 'held' | 'rejected'>
}

/** More than a person decides at once: of what a decision on a wave moved, the rest teaches nothing more. */
const OF_ONE_DECISION = 500

/** The newest decisions of a site's moderators up to an event of its log, undone ones and undoing ones included, but none on
 *  what its author deleted. Of one that moved more, the first 500 comments and those that were decided at another time too, so that
 *  two waves of ten thousand are not all that there is to learn from. */
export const readDecisionLog =
  (db: Db) =>
  async (
    siteId: string,
    { through, limit }: { through?: number | undefined; limit: number },
  ): Promise<ModeratorDecision[]> => {
    const last = through ?? Number.MAX_SAFE_INTEGER
    const { rows } = await sql<ModeratorDecision>`
    select d.id as "decisionId", e.revision, e.comment_id as "commentId", e.version, e.to_version_status as "to", d.reason, d.undoes,
      coalesce(d.actor_name, '') as moderator, to_char(d.at at time zone 'UTC', 'YYYY-MM-DD') as day, c.author_key as "authorKey"
    from (
      select * from decision made where site_id = ${siteId} and actor_kind = 'moderator' and exists (
        select from event where site_id = ${siteId} and decision_id = made.id and revision <= ${last}
      ) order by id desc limit ${limit}
    ) d
    cross join lateral (
      select * from (
        select *, row_number() over (order by comment_id) as nth from event
        where site_id = ${siteId} and decision_id = d.id and kind = 'status' and revision <= ${last} offset 0
      ) moved
      where nth <= ${OF_ONE_DECISION}::int or exists (
        -- What it takes back, or is taken back by, is no decision at another time.
        select from event o join decision other on other.site_id = o.site_id and other.id = o.decision_id
        where o.site_id = ${siteId} and o.comment_id = moved.comment_id and o.kind = 'status' and o.decision_id <> d.id
          and other.actor_kind = 'moderator' and other.undoes is null and other.id is distinct from d.undoes
      ) offset 0
    ) e
    cross join lateral (
      select author_key from comment where site_id = ${siteId} and id = e.comment_id and status <> 'deleted' offset 0
    ) c
    order by d.id desc, e.revision desc limit ${limit}`.execute(db)
    return rows.map(withoutNulls)
  }

/** The texts of some decided versions of a site, in no order; without those that were erased since. */
export const readDecidedTexts =
  (db: Db) =>
  async (siteId: string, wanted: readonly { commentId: string; version: number }[]): Promise<DecidedText[]> => {
    if (wanted.length === 0) return []
    const rows = wanted.map(({ commentId, version }) => ({ comment_id: commentId, version }))
    const { rows: found } = await sql<Traced<DecidedText>>`
    select t.comment_id as "commentId", t.version, t.body, v.checks, e.to_version_status as automatic
    from ${rowsOf(rows, 'comment_id uuid, version int')}
    cross join lateral (
      select * from comment_text
      where site_id = ${siteId} and comment_id = r.comment_id and version = r.version and body <> '' offset 0
    ) t
    left join lateral (
      select checks from verdict where site_id = ${siteId} and comment_id = r.comment_id and version = r.version offset 0
    ) v on true
    left join lateral (
      select first.to_version_status from event first
      join decision d on d.site_id = first.site_id and d.id = first.decision_id and d.actor_kind = 'checks'
      where first.site_id = ${siteId} and first.comment_id = r.comment_id and first.version = r.version
        and first.from_version_status = 'pending'
      order by first.revision desc limit 1
    ) e on true`.execute(db)
    return found.map((row) => withTrace(withoutNulls(row)))
  }

/** Where the checks put the newest of a site's versions that they decided, counted. */
export const readAutomaticShares =
  (db: Db) =>
  async (siteId: string, newest: number): Promise<Record<'published' | 'held' | 'rejected', number>> => {
    const { rows } = await sql<{ published: number; held: number; rejected: number }>`
    select count(*) filter (where status = 'published')::int as published, count(*) filter (where status = 'held')::int as held,
      count(*) filter (where status = 'rejected')::int as rejected
    from (
      select e.to_version_status as status from event e
      join decision d on d.site_id = e.site_id and d.id = e.decision_id and d.actor_kind = 'checks'
      where e.site_id = ${siteId} and e.from_version_status = 'pending' order by e.revision desc limit ${newest}
    ) decided`.execute(db)
    return rows[0] ?? { published: 0, held: 0, rejected: 0 }
  }
