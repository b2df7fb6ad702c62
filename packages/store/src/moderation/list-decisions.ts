import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'
import { pageOf } from '../reports.ts'

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
  comments: { id: string; version: number; from: string; to: string }[]
  at: Date
}

/** The newest decisions first, of the sites given (all when absent); those of people unless `actor` says otherwise. */
export const listDecisions =
  (db: Db) =>
  async ({
    sites,
    siteId,
    actor = 'moderator',
    after,
    limit,
  }: {
    sites?: readonly string[] | undefined
    siteId?: string | undefined
    actor?: 'moderator' | 'any' | undefined
    after?: string | undefined
    limit: number
  }): Promise<{ items: DecisionView[]; next?: string }> => {
    // Each site's newest by its own index, then the newest of all of them.
    const { rows } = await sql<DecisionView>`
      select listed.* from site s cross join lateral (
      select d.site_id as "siteId", d.id, d.actor_kind as actor, d.actor_name as name, d.action, d.reason, d.note, d.undoes, d.at,
        (select u.id from decision u where u.site_id = d.site_id and u.undoes = d.id) as "undoneBy",
        coalesce((select json_agg(json_build_object('id', e.comment_id, 'version', e.version, 'from', e.from_version_status,
          'to', e.to_version_status) order by e.revision) from event e where e.site_id = d.site_id and e.decision_id = d.id), '[]') as comments
      from decision d
      where d.site_id = s.id and ${actor === 'any' ? sql`true` : sql`d.actor_kind = 'moderator'`}
        ${after ? sql`and d.id < ${after}::uuid` : sql``}
      order by d.id desc limit ${limit + 1}
      ) listed
      where ${sites ? sql`s.id = any(${[...sites]})` : sql`true`} ${siteId ? sql`and s.id = ${siteId}` : sql``}
      order by listed.id desc limit ${limit + 1}`.execute(db)
    return pageOf(rows.map(withoutNulls), limit)
  }
