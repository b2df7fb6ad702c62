import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import type { Db, Tx } from '../database.ts'
import { makeRow } from './standing.ts'

/** A version to put into service, and what it learned from. */
export type NewVersion = {
  weights: Uint8Array
  base: string
  /** The event up to which it learned, and the one as of which what stood was read: later erasures are not in it yet. */
  revision: number
  asOf: number
  decisions: number
  origin: 'learned' | 'rebuilt'
  contest: object
}

/** What a look at the log found. `stamp` is what the looker saw: when something changed since, the look is void. */
export type Look = {
  siteId: string
  stamp: number
  revision: number
  policy: object | undefined
  report: object | undefined
  /** A version to put into service instead of the one that is. */
  promote?: NewVersion
  /** Falls back to this version; null: to the models as shipped. */
  fallBackTo?: number | null
  by: string
}

/** How many versions of a site are kept. */
export const KEPT_VERSIONS = 5

type Row = { serving: number | null; last_version: number; stamp: number; revision: number }

/** Locks a site's learning, which it makes on first use. */
const lock = async (tx: Tx, siteId: string): Promise<Row | undefined> => {
  await makeRow(tx, siteId)
  const { rows } = await sql<Row>`
    select l.serving, l.last_version, l.stamp, s.revision from site_learning l join site s on s.id = l.site_id
    where l.site_id = ${siteId} for no key update of l`.execute(tx)
  return rows[0]
}

const note = async (tx: Tx, siteId: string, action: string, version: number | null, by: string): Promise<void> => {
  await tx.insertInto('model_action').values({ site_id: siteId, id: newId(), action, version, by }).execute()
}

// What a site is judged by changed, so it is looked at anew.
const serve = async (tx: Tx, siteId: string, serving: number | null, contestFrom?: number): Promise<void> => {
  await sql`update site_learning set serving = ${serving}, stamp = stamp + 1, policy = null, seen_revision = 0, learned_at = null,
    contest_from = greatest(contest_from, ${contestFrom ?? 0}) where site_id = ${siteId}`.execute(tx)
}

const keep = async (tx: Tx, siteId: string, version: number, made: NewVersion): Promise<void> => {
  const { weights, base, revision, asOf, decisions, origin, contest } = made
  await tx
    .insertInto('site_model')
    .values({
      site_id: siteId,
      version,
      weights: Buffer.from(weights),
      base,
      revision,
      as_of: asOf,
      decisions,
      origin,
      contest: JSON.stringify(contest),
    })
    .execute()
  await sql`update site_learning set last_version = ${version} where site_id = ${siteId}`.execute(tx)
  await sql`delete from site_model where site_id = ${siteId} and version <= (
    select version from site_model where site_id = ${siteId} order by version desc offset ${KEPT_VERSIONS} limit 1)`.execute(
    tx,
  )
}

/** Writes down what a look at a site's log found: its report, its policy, a new version in service, or a fall back to an old one, in
 *  one transaction. False when something changed since the looker looked: then nothing is written. */
export const recordLook =
  (db: Db) =>
  async ({ siteId, stamp, revision, policy, report, promote, fallBackTo, by }: Look): Promise<boolean> =>
    db.transaction().execute(async (tx) => {
      const row = await lock(tx, siteId)
      if (!row || row.stamp !== stamp) return false
      if (promote) {
        const version = row.last_version + 1
        await keep(tx, siteId, version, promote)
        await serve(tx, siteId, version)
        await note(tx, siteId, promote.origin === 'rebuilt' ? 'rebuild' : 'promote', version, by)
      } else if (fallBackTo !== undefined) {
        await serve(tx, siteId, fallBackTo)
        await note(tx, siteId, 'fall-back', fallBackTo, by)
      }
      const rules = policy ? JSON.stringify(policy) : null
      await sql`update site_learning set seen_revision = ${revision}, report = ${report ? JSON.stringify(report) : null}::jsonb, learned_at = now(),
        stamp = stamp + (policy is distinct from ${rules}::jsonb)::int, policy = ${rules}::jsonb where site_id = ${siteId}`.execute(
        tx,
      )
      return true
    })

/** Stops learning and promotion, or lets them go on; a look under way is void. False when it was so already; undefined when there is no such site. */
export const setFrozen =
  (db: Db) =>
  async (siteId: string, frozen: boolean, by: string): Promise<boolean | undefined> =>
    db.transaction().execute(async (tx) => {
      if (!(await lock(tx, siteId))) return undefined
      const { numUpdatedRows } = await tx
        .updateTable('site_learning')
        .set(frozen ? { frozen_at: new Date(), frozen_by: by } : { frozen_at: null, frozen_by: null })
        .set(({ eb }) => ({ stamp: eb('stamp', '+', 1) }))
        .where('site_id', '=', siteId)
        .where('frozen_at', frozen ? 'is' : 'is not', null)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) return false
      await note(tx, siteId, frozen ? 'freeze' : 'thaw', null, by)
      return true
    })

/** Puts an older version into service: the newest kept one below that in service, or the one asked for; 0 is the models as shipped.
 *  Whatever wins its place later must win it on decisions made from now on. */
export const rollBack =
  (db: Db) =>
  async (siteId: string, to: number | undefined, by: string): Promise<{ serving: number } | 'no-version' | undefined> =>
    db.transaction().execute(async (tx) => {
      const row = await lock(tx, siteId)
      if (!row) return undefined
      const kept = await tx
        .selectFrom('site_model')
        .select('version')
        .where('site_id', '=', siteId)
        .orderBy('version', 'desc')
        .execute()
      const older = kept.find(({ version }) => row.serving !== null && version < row.serving)?.version ?? 0
      const wanted = to ?? older
      if (to === undefined && row.serving === null) return 'no-version'
      if (wanted !== 0 && !kept.some(({ version }) => version === wanted)) return 'no-version'
      await serve(tx, siteId, wanted === 0 ? null : wanted, row.revision)
      await note(tx, siteId, 'rollback', wanted, by)
      return { serving: wanted }
    })

/** Drops every kept version that learned from a comment which its author deleted since; a dropped one no longer serves. Answers
 *  which were dropped. */
export const dropErased =
  (db: Db) =>
  async (siteId: string, by: string): Promise<number[]> =>
    db.transaction().execute(async (tx) => {
      const row = await lock(tx, siteId)
      if (!row) return []
      const { rows } = await sql<{ version: number }>`
        delete from site_model m where m.site_id = ${siteId} and exists (
          select from event gone
          join event learned on learned.site_id = gone.site_id and learned.comment_id = gone.comment_id
            and learned.kind = 'status' and learned.revision <= m.revision
          join decision d on d.site_id = learned.site_id and d.id = learned.decision_id and d.actor_kind = 'moderator'
          where gone.site_id = ${siteId} and gone.revision > m.as_of and gone.to_status = 'deleted'
        ) returning version`.execute(tx)
      const dropped = rows.map(({ version }) => version).toSorted((a, b) => a - b)
      for (const version of dropped) await note(tx, siteId, 'drop', version, by)
      if (row.serving !== null && dropped.includes(row.serving)) await serve(tx, siteId, null)
      return dropped
    })
