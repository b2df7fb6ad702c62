import { MAX_DECISIONS } from '@parley/contracts'
import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'
import { pageOf } from '../page-of.ts'

/** A line of the audit log: who decided what of how many comments, and whether it was undone since. */
export type DecisionView = {
  siteId: string
  id: string
  actor: string
  name?: string
  action: string
  reason?: string
  note?: string
  undoes?: string
  undoneBy?: string
  /** How many undos it is away from what somebody decided: 0 for that itself, 1 for its undo, 2 for that one's. */
  undos: number
  /** Whether it counts: it was undone an even number of times. */
  stands: boolean
  /** How many comments it moved. */
  moved: number
  /** The first of those, as many as were asked for, in the order in which they were moved. */
  comments: { id: string; version: number; from: string; to: string }[]
  /** Comments whose appeals it answered, moved or not; as many as were asked for. */
  appeals?: string[]
  at: Date
}

/** The newest decisions first, of the sites given (all when absent); those of people unless `actor` says otherwise. Each names at most
 *  `named` of its comments, 500 unless told otherwise: a wave's decision moves up to 10,000. */
export const listDecisions =
  (db: Db) =>
  async ({
    sites,
    siteId,
    actor = 'moderator',
    after,
    limit,
    named = MAX_DECISIONS,
  }: {
    sites?: readonly string[] | undefined
    siteId?: string | undefined
    actor?: 'moderator' | 'any' | undefined
    after?: string | undefined
    limit: number
    named?: number | undefined
  }): Promise<{ items: DecisionView[]; next?: string }> => {
    // Each site's newest by its own index, then the newest of all of them, then what these few moved. The fence keeps a decision's events
    // from being sought along all of the site's revisions.
    const { rows } = await sql<DecisionView>`
      with listed as materialized (
        select newest.* from site s cross join lateral (
          select * from decision d
          where d.site_id = s.id and ${actor === 'any' ? sql`true` : sql`d.actor_kind = 'moderator'`}
            ${after ? sql`and d.id < ${after}::uuid` : sql``}
          order by d.id desc limit ${limit + 1}
        ) newest
        where ${sites ? sql`s.id = any(${[...sites]})` : sql`true`} ${siteId ? sql`and s.id = ${siteId}` : sql``}
        order by newest.id desc limit ${limit + 1}
      )
      select d.site_id as "siteId", d.id, d.actor_kind as actor, d.actor_name as name, d.action, d.reason, d.note, d.undoes, d.at,
        (select u.id from decision u where u.site_id = d.site_id and u.undoes = d.id) as "undoneBy",
        case when d.undoes is null then 0 else (
          with recursive line as (
            select d.undoes as id, 1 as undos
            union all
            select p.undoes, l.undos + 1 from line l join decision p on p.site_id = d.site_id and p.id = l.id where p.undoes is not null
          ) select max(undos) from line
        ) end as undos,
        (
          with recursive later as (
            select u.id, 1 as undos from decision u where u.site_id = d.site_id and u.undoes = d.id
            union all
            select u.id, l.undos + 1 from later l join decision u on u.site_id = d.site_id and u.undoes = l.id
          ) select coalesce(max(undos), 0) % 2 = 0 from later
        ) as stands,
        (select count(*)::int from event e where e.site_id = d.site_id and e.decision_id = d.id) as moved,
        coalesce((select json_agg(json_build_object('id', e.comment_id, 'version', e.version, 'from', e.from_version_status,
          'to', e.to_version_status) order by e.revision) from (
            select * from (select * from event where site_id = d.site_id and decision_id = d.id offset 0) fenced
            order by revision limit ${named}
          ) e), '[]') as comments,
        (select json_agg(p.comment_id) from (
          select comment_id from appeal where site_id = d.site_id and decision_id = d.id order by comment_id limit ${named}
        ) p) as appeals
      from listed d order by d.id desc`.execute(db)
    return pageOf(rows.map(withoutNulls), limit)
  }
