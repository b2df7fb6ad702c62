import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'

/** How a site's learning stands. */
export type LearningState = {
  siteId: string
  /** The version in service; absent: the models as shipped. */
  serving?: number
  /** Changes with whatever the site is judged by. */
  stamp: number
  policy?: Record<string, unknown>
  /** What the last look at the log found. */
  report?: Record<string, unknown>
  /** Only decisions after this event count in contests: somebody rolled back at it. */
  contestFrom: number
  /** The event of the log up to which it was last looked at. */
  seenRevision: number
  /** The site's last event. */
  revision: number
  frozenAt?: Date
  frozenBy?: string
  learnedAt?: Date
}

/** What a process must know to see that something changed. */
export type LearningHead = { siteId: string; stamp: number }

const columns = sql`s.id as "siteId", l.serving, coalesce(l.stamp, 0) as stamp, l.policy, l.report,
  coalesce(l.contest_from, 0) as "contestFrom", coalesce(l.seen_revision, 0) as "seenRevision", s.revision,
  l.frozen_at as "frozenAt", l.frozen_by as "frozenBy", l.learned_at as "learnedAt"`

/** How a site's learning stands; undefined when there is no such site. */
export const findState =
  (db: Db) =>
  async (siteId: string): Promise<LearningState | undefined> => {
    const { rows } = await sql<LearningState>`
      select ${columns} from site s left join site_learning l on l.site_id = s.id where s.id = ${siteId}`.execute(db)
    return rows[0] && withoutNulls(rows[0])
  }

/** The stamps of all sites that ever had one, and whether somebody waits for a worker: one small query. */
export const readHeads = (db: Db) => async (): Promise<{ heads: LearningHead[]; asked: boolean }> => {
  const { rows } = await sql<{ heads: LearningHead[]; asked: boolean }>`
    select coalesce((select json_agg(json_build_object('siteId', site_id, 'stamp', stamp)) from site_learning), '[]') as heads,
      exists (select from model_request where state = 'waiting') as asked`.execute(db)
  return rows[0] ?? { heads: [], asked: false }
}

/** Sites whose log has decisions of moderators that were not looked at yet, counted in the newest `most`. */
export const readUnseen =
  (db: Db) =>
  async (most: number): Promise<{ siteId: string; decisions: number; learnedAt?: Date }[]> => {
    const { rows } = await sql<{ siteId: string; decisions: number; learnedAt?: Date }>`
      select s.id as "siteId", u.decisions, l.learned_at as "learnedAt" from site s
      left join site_learning l on l.site_id = s.id
      cross join lateral (
        select count(e.*)::int as decisions from (
          select id from decision where site_id = s.id and actor_kind = 'moderator' order by id desc limit ${most}
        ) d
        join event e on e.site_id = s.id and e.decision_id = d.id and e.revision > coalesce(l.seen_revision, 0) and e.kind = 'status'
      ) unseen
      ) u
      where s.revision > coalesce(l.seen_revision, 0) order by s.id`.execute(db)
    return rows.map(withoutNulls)
  }
