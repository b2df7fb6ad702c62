import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { pageOf } from '../page-of.ts'
import { findRulings } from './rulings.ts'
import type { Wave } from './wave.ts'

/** Fewer near-copies are repetitions, not a wave. The index of waves is over this number too. */
const LEAST = 3
const SAMPLES = 3
/** A page of larger waves holds fewer of them, for each is counted afresh. */
const COUNTED = 20_000

/** Which waves to list; `sites` is what the token is limited to, `after` the last one's newest comment. */
export type WaveFilter = {
  sites?: readonly string[] | undefined
  siteId?: string | undefined
  after?: string | undefined
  limit: number
}

/** The waves of these sites, the one that grew last first. A page may hold less than was asked for and name a next one. */
export const listWaves =
  (db: Db) =>
  async ({ sites, siteId, after, limit }: WaveFilter): Promise<{ items: Wave[]; next?: string }> => {
    const { rows } = await sql<{ siteId: string; waveId: string; id: string; size: number }>`
      select site_id as "siteId", id as "waveId", newest as id, size from wave
      where size >= ${sql.lit(LEAST)} ${sites ? sql`and site_id = any(${[...sites]})` : sql``}
        ${siteId ? sql`and site_id = ${siteId}` : sql``} ${after ? sql`and newest < ${after}::uuid` : sql``}
      order by newest desc limit ${limit + 1}`.execute(db)
    let [fit, counted] = [0, 0]
    for (const { size } of rows) {
      counted += size
      if (fit > 0 && counted > COUNTED) break
      fit += 1
    }
    const { items, ...next } = pageOf(rows, Math.min(fit, limit))
    const waves: Wave[] = []
    // One after the other: large ones take long, and all at once would take every connection from readers.
    for (const row of items) {
      const wave = await findWave(db)(row.siteId, row.waveId)
      if (wave) waves.push(wave)
    }
    return { items: waves, ...next }
  }

/** One wave, counted afresh; undefined when there is none of this id, as when it became part of another. */
export const findWave =
  (db: Db) =>
  async (siteId: string, id: string): Promise<Wave | undefined> => {
    const [{ rows }, rulings] = await Promise.all([
      sql<Omit<Wave, 'ruling'>>`
        with member as materialized (
          select c.id, c.version_status, c.article_id, c.author_key, c.created_at, m.version, m.growth
          from wave_member m join comment c on c.site_id = m.site_id and c.id = m.comment_id
          where m.site_id = ${siteId} and m.wave_id = ${id}::uuid
        ), sample as (
          select s.id, s.version_status as status, t.body from (select * from member order by id limit ${SAMPLES}) s
          join comment_text t on t.site_id = ${siteId} and t.comment_id = s.id and t.version = s.version
        )
        select w.site_id as "siteId", w.id, w.newest, f.*,
          (select json_object_agg(version_status, number) from
            (select version_status, count(*)::int as number from member group by version_status) s) as statuses,
          (select json_agg(json_build_object('id', id, 'status', status, 'body', body) order by id) from sample) as samples
        from wave w cross join lateral (
          select count(*)::int as size, count(distinct article_id)::int as articles,
            count(distinct coalesce(author_key, ''))::int as authors,
            max(growth) as growth, min(created_at) as "firstSeen", max(created_at) as "lastSeen"
          from member
        ) f
        where w.site_id = ${siteId} and w.id = ${id}::uuid and f.size > 0`.execute(db),
      findRulings(db, siteId, [id]),
    ])
    const [wave] = rows
    if (!wave) return undefined
    const standing = rulings.get(id)
    if (!standing) return { ...wave, samples: wave.samples ?? [] }
    const { ageMs: _ageMs, ...ruling } = standing
    return { ...wave, samples: wave.samples ?? [], ruling }
  }
