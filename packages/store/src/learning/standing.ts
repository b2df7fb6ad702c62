import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db, Tx } from '../database.ts'
import { wantsWorker } from './requests.ts'

/** How a site's learning stands. */
export type LearningState = {
  siteId: string
  /** The version in service; absent: the models as shipped. */
  serving?: number
  /** Changes with whatever the site is judged by, and when it is frozen or thawed. */
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

/** Makes the row of a site's learning where there is none yet. */
export const makeRow = async (db: Db | Tx, siteId: string): Promise<void> => {
  await sql`insert into site_learning (site_id) select id from site where id = ${siteId} on conflict do nothing`.execute(
    db,
  )
}

/** The stamps of some sites, and whether somebody waits for a worker: one small query. */
export const readHeads =
  (db: Db) =>
  async (siteIds: readonly string[]): Promise<{ heads: LearningHead[]; asked: boolean }> => {
    const { rows } = await sql<{ heads: LearningHead[]; asked: boolean }>`
      select coalesce((select json_agg(json_build_object('siteId', site_id, 'stamp', stamp)) from site_learning
        where site_id = any(${[...siteIds]})), '[]') as heads,
        exists (select from model_request where ${wantsWorker}) as asked`.execute(db)
    return rows[0] ?? { heads: [], asked: false }
  }

/** A site with something new in its log: decisions not looked at yet, and how many the last look knew. */
export type UnseenSite = { siteId: string; decisions: number; known: number; learnedAt?: Date }

/** Sites whose log has something new, with the decisions of moderators among it, counted in the newest `most`. */
export const readUnseen =
  (db: Db) =>
  async (most: number): Promise<UnseenSite[]> => {
    const { rows } = await sql<UnseenSite>`
      select s.id as "siteId", u.decisions, coalesce((l.report -> 'decisions' ->> 'standing')::int, 0) as known,
        l.learned_at as "learnedAt"
      from site s
      left join site_learning l on l.site_id = s.id
      cross join lateral (
        select count(e.*)::int as decisions from (
          select id from decision where site_id = s.id and actor_kind = 'moderator' order by id desc limit ${most}
        ) d
        join event e on e.site_id = s.id and e.decision_id = d.id and e.revision > coalesce(l.seen_revision, 0) and e.kind = 'status'
      ) u
      where s.revision > coalesce(l.seen_revision, 0) order by s.id`.execute(db)
    return rows.map(withoutNulls)
  }
