import { sql } from 'kysely'
import type { Db } from '../database.ts'
import type { WaveRuling } from './wave.ts'

/** A wave that a moderator rejected or removed lately, as a newly arrived near-copy meets it. */
export type RejectedWave = { id: string; size: number; at: Date }

type Standing = WaveRuling & { ageMs: number }
type Row = Standing & { waveId: string }

/** What moderators last made of each of these waves and did not take back, by the database's clock: ids are moments of clocks that may
 *  differ. A decision stands when it was undone an even number of times: an undo can be undone. */
export const findRulings = async (db: Db, siteId: string, waveIds: string[]): Promise<Map<string, Standing>> => {
  if (waveIds.length === 0) return new Map()
  const { rows } = await sql<Row>`
    with recursive ruled as (
      select decision_id as ruling, decision_id as id, 0 as undone
      from wave_ruling where site_id = ${siteId} and wave_id = any(${waveIds}::uuid[])
      union all
      select r.ruling, u.id, r.undone + 1 from ruled r join decision u on u.site_id = ${siteId} and u.undoes = r.id
    ), standing as (
      select ruling from ruled group by ruling having max(undone) % 2 = 0
    )
    select distinct on (g.wave_id) g.wave_id as "waveId", g.action, g.at, coalesce(d.actor_name, '') as by, d.id as "decisionId",
      extract(epoch from now() - g.at)::float8 * 1000 as "ageMs"
    from standing s
    join wave_ruling g on g.site_id = ${siteId} and g.decision_id = s.ruling
    join decision d on d.site_id = g.site_id and d.id = g.decision_id
    order by g.wave_id, g.at desc, g.decision_id desc`.execute(db)
  return new Map(rows.map(({ waveId, ...ruling }) => [waveId, ruling]))
}

/** Of these comments, those in a wave that was rejected or removed within the last `forMs` milliseconds, each with its wave. */
export const findRejected =
  (db: Db) =>
  async (siteId: string, commentIds: readonly string[], forMs: number): Promise<Map<string, RejectedWave>> => {
    if (commentIds.length === 0 || forMs <= 0) return new Map()
    const { rows } = await sql<{ commentId: string; id: string; size: number }>`
      select m.comment_id as "commentId", w.id, w.size
      from unnest(${[...new Set(commentIds)]}::uuid[]) as asked(id)
      join wave_member m on m.site_id = ${siteId} and m.comment_id = asked.id
      join wave w on w.site_id = m.site_id and w.id = m.wave_id
      where exists (select from wave_ruling g where g.site_id = w.site_id and g.wave_id = w.id
        and g.at > now() - ${forMs}::float8 * interval '1 millisecond')`.execute(db)
    const rulings = await findRulings(db, siteId, [...new Set(rows.map(({ id }) => id))])
    return new Map(
      rows.flatMap(({ commentId, ...wave }) => {
        const ruling = rulings.get(wave.id)
        const turnedDown = ruling?.action === 'reject' || ruling?.action === 'remove'
        return turnedDown && ruling.ageMs < forMs ? [[commentId, { ...wave, at: ruling.at }] as const] : []
      }),
    )
  }
