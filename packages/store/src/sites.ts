import { rules, type Mode, type Rules } from '@parley/contracts'
import { sql, type Selectable } from 'kysely'
import { v7 as newId } from 'uuid'
import { decidedStatuses } from './moderation/totals.ts'
import type { Db } from './database.ts'
import type { Tables } from './tables.ts'
import { withRetries } from './transact.ts'

/** A tenant: the site whose articles are commented on. `hosts[0]` is the one its article addresses are folded to, and so are the keys of
 *  its articles unless `keyHost` names another: the first when the first of them was made. */
export type Site = {
  id: string
  name: string
  hosts: string[]
  keyHost?: string
  mode: Mode
  rules: Rules
  /** The number of the site's last event. */
  revision: number
  /** Counts read under another epoch are void: the database was restored or repaired. */
  epoch: number
}

/** What can be set of a site; what is absent stays as it is. */
export type SiteChange = {
  name?: string | undefined
  hosts?: string[] | undefined
  mode?: Mode | undefined
  rules?: Rules | undefined
}

const siteOf = ({
  id,
  name,
  hosts,
  key_host,
  mode,
  rules: set,
  revision,
  epoch,
}: Selectable<Tables['site']>): Site => ({
  id,
  name,
  hosts,
  ...(key_host !== null && { keyHost: key_host }),
  mode,
  rules: rules.parse(set),
  revision,
  epoch,
})

/** The host that keys of articles are folded to stays while an article goes by its address on it. */
const keyHostOf = (siteId: string) => sql<string | null>`(
  select used.host from (select coalesce(key_host, hosts[1]) as host from site where id = ${siteId}) used
  where exists (
    select from (
      select key from article where site_id = ${siteId} union all select alias from article_alias where site_id = ${siteId}
    ) known where substring(known.key from '^https?://([^/?]*)') = used.host
  )
)`

/** The sites and their settings. `told` hears of every revision seen. */
export const sites = (db: Db, told: (siteId: string, revision: number) => void = () => undefined) => ({
  find: async (siteId: string): Promise<Site | undefined> => {
    const row = await db.selectFrom('site').selectAll().where('id', '=', siteId).executeTakeFirst()
    return row && siteOf(row)
  },

  list: async (): Promise<Site[]> => (await db.selectFrom('site').selectAll().orderBy('id').execute()).map(siteOf),

  add: async ({
    id,
    name,
    hosts,
    mode,
    rules: set,
  }: { id: string; name: string; hosts: string[] } & SiteChange): Promise<Site | 'exists'> =>
    withRetries(() =>
      db.transaction().execute(async (tx) => {
        const row = await tx
          .insertInto('site')
          .values({ id, name, hosts, ...(mode ? { mode } : {}), rules: JSON.stringify(set ?? {}) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returningAll()
          .executeTakeFirst()
        if (!row) return 'exists'
        await tx
          .insertInto('standing')
          .values(decidedStatuses.map((status) => ({ site_id: id, status })))
          .execute()
        return siteOf(row)
      }),
    ),

  /** Changes a site; new rules are also kept as a row of their history, with who set them. */
  set: async (siteId: string, change: SiteChange, by: string): Promise<Site | undefined> =>
    withRetries(() =>
      db.transaction().execute(async (tx) => {
        const { rules: set, ...rest } = change
        const values = {
          ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
          ...(set ? { rules: JSON.stringify(set) } : {}),
          ...(change.hosts ? { key_host: keyHostOf(siteId) } : {}),
        }
        const row =
          Object.keys(values).length === 0
            ? await tx.selectFrom('site').selectAll().where('id', '=', siteId).executeTakeFirst()
            : await tx.updateTable('site').set(values).where('id', '=', siteId).returningAll().executeTakeFirst()
        if (!row) return undefined
        if (set)
          await tx
            .insertInto('rule_set')
            .values({ site_id: siteId, id: newId(), rules: JSON.stringify(set), set_by: by })
            .execute()
        return siteOf(row)
      }),
    ),

  /** How far each site's event log is, in one query, which is the same whatever the number of sites. */
  revisions: async (siteIds: readonly string[]): Promise<Map<string, { revision: number; epoch: number }>> => {
    if (siteIds.length === 0) return new Map()
    const { rows } = await sql<{ id: string; revision: number; epoch: number }>`
      select id, revision, epoch from site where id = any(${[...siteIds]}::text[])`.execute(db)
    for (const { id, revision } of rows) told(id, revision)
    return new Map(rows.map(({ id, revision, epoch }) => [id, { revision, epoch }]))
  },
})
