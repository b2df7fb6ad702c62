import { v7 as newId } from 'uuid'
import type { Db } from './database.ts'

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

/** A site's bans. Those that are over stay listed until they are removed. */
export const bans = (db: Db) => ({
  list: async (siteId: string): Promise<Ban[]> => {
    const rows = await db.selectFrom('ban').selectAll().where('site_id', '=', siteId).orderBy('id').execute()
    return rows.map(({ id, kind, value, until, note, set_by, created_at }) => ({
      id,
      kind,
      value,
      setBy: set_by,
      createdAt: created_at,
      ...(until ? { until } : {}),
      ...(note === null ? {} : { note }),
    }))
  },

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
  }): Promise<Ban> => {
    const id = newId()
    const row = { site_id: siteId, id, kind, value, until: until ?? null, note: note ?? null, set_by: by }
    const { created_at } = await db.insertInto('ban').values(row).returning('created_at').executeTakeFirstOrThrow()
    return {
      id,
      kind,
      value,
      setBy: by,
      createdAt: created_at,
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
