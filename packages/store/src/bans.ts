import { MAX_PHRASES } from '@parley/contracts'
import { sql, type Selectable } from 'kysely'
import { v7 as newId } from 'uuid'
import { lockSites } from './comments/apply.ts'
import type { Db, Tx } from './database.ts'
import { pageOf } from './page-of.ts'
import type { Tables } from './tables.ts'

/** Something a site turns away, for a time or for good: an author's key, a link's host, a phrase. */
export type Ban = {
  id: string
  kind: 'author' | 'host' | 'phrase'
  value: string
  until?: Date
  note?: string
  setBy: string
  createdAt: Date
}

/** Of a ban, that it is not over yet. */
export const stands = sql<boolean>`(until is null or until > now())`

/** Whether a locked site has room for one more phrase. */
const hasRoom = async (tx: Tx, siteId: string): Promise<boolean> => {
  const { rows } = await sql<{ phrases: number }>`
    select count(*)::int as phrases from ban where site_id = ${siteId} and kind = 'phrase' and ${stands}`.execute(tx)
  return (rows[0]?.phrases ?? 0) < MAX_PHRASES
}

const of = (db: Db, siteId: string) => db.selectFrom('ban').selectAll().where('site_id', '=', siteId).orderBy('id')

const banIn = ({ id, kind, value, until, note, set_by, created_at }: Selectable<Tables['ban']>): Ban => ({
  id,
  kind,
  value,
  setBy: set_by,
  createdAt: created_at,
  ...(until ? { until } : {}),
  ...(note === null ? {} : { note }),
})

/** A site's bans. Those that are over stay listed until they are removed. */
export const bans = (db: Db) => ({
  /** The oldest first. `after` is the last id of the page before. */
  list: async ({
    siteId,
    after,
    limit,
  }: {
    siteId: string
    after?: string | undefined
    limit: number
  }): Promise<{ items: Ban[]; next?: string }> => {
    const rows = await of(db, siteId)
      .$if(after !== undefined, (listed) => listed.where('id', '>', after as string))
      .limit(limit + 1)
      .execute()
    return pageOf(rows.map(banIn), limit)
  },

  /** All that stand, for who looks at many comments at once. */
  standing: async (siteId: string): Promise<Ban[]> => (await of(db, siteId).where(stands).execute()).map(banIn),

  /** Bans something; `too-many` when it is a phrase and `MAX_PHRASES` of them stand. */
  add: async ({
    siteId,
    kind,
    value,
    until,
    note,
    by,
  }: {
    siteId: string
    kind: Ban['kind']
    value: string
    until?: Date | undefined
    note?: string | undefined
    by: string
  }): Promise<Ban | 'too-many'> => {
    const id = newId()
    const row = { site_id: siteId, id, kind, value, until: until ?? null, note: note ?? null, set_by: by }
    const made = await db.transaction().execute(async (tx) => {
      if (kind === 'phrase') {
        await lockSites(tx, [siteId]) // of two at once, the later one counts the other's
        if (!(await hasRoom(tx, siteId))) return undefined
      }
      return tx.insertInto('ban').values(row).returning('created_at').executeTakeFirstOrThrow()
    })
    if (!made) return 'too-many'
    return {
      id,
      kind,
      value,
      setBy: by,
      createdAt: made.created_at,
      ...(until ? { until } : {}),
      ...(note === undefined ? {} : { note }),
    }
  },

  remove: async (siteId: string, id: string): Promise<boolean> => {
    const { numDeletedRows } = await db
      .deleteFrom('ban')
      .where('site_id', '=', siteId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
})
