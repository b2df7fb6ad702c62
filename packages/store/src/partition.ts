import { sql } from 'kysely'
import type { Tx } from './database.ts'

/** Why a database was not parted as asked. */
export class PartitionRefused extends Error {
  override name = 'PartitionRefused'
}

type Table = {
  name: string
  /** Already parted, into so many. */
  partitions: number | null
  /** Settings of its storage, such as its fill factor: a parted table has none, its partitions do. */
  storage: string[] | null
  /** Keys, by name and definition, those that others refer to first. */
  keys: Named[] | null
  /** Indexes that belong to no key, as statements. */
  indexes: string[] | null
  references: Named[] | null
  /** Columns of which no samples are kept. */
  unsampled: string[] | null
}
type Named = { name: string; as: string }

/**
 * Parts every table that belongs to sites into partitions by a hash of the site's id: `site_id` leads or is in each of their keys.
 * Only while there is no site: each table is made anew, empty, as it is by the migrations. A database that is parted so already is
 * left as it is. What a later migration adds is not parted by itself.
 */
export const partitionTables = async (tx: Tx, partitions: number): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('parley partitions'))`.execute(tx) // another may be at it
  const tables = await readTables(tx)
  const parted = tables.filter((table) => table.partitions !== null)
  const other = parted.find((table) => table.partitions !== partitions)
  if (other)
    throw new PartitionRefused(`the tables have ${other.partitions} partitions: their number cannot be changed`)
  if (parted.length > 0) return
  const { rows } = await sql<{ used: boolean }>`select exists (select from site) as used`.execute(tx)
  if (rows[0]?.used) throw new PartitionRefused('the database has sites: only a new one can be given partitions')

  const run = async (statement: string): Promise<void> => void (await sql.raw(statement).execute(tx))
  for (const { name } of tables) {
    await run(`alter table ${name} rename to ${name}_whole`)
    await run(`create table ${name} (like ${name}_whole including defaults including identity including storage
      including compression including constraints) partition by hash (site_id)`)
  }
  await run(`drop table ${tables.map(({ name }) => `${name}_whole`).join(', ')}`)
  for (const { name, storage, keys, indexes, unsampled } of tables) {
    for (let part = 0; part < partitions; part += 1) {
      await run(`create table ${name}_${part} partition of ${name}
        for values with (modulus ${partitions}, remainder ${part}) ${storage ? `with (${storage.join(', ')})` : ''}`)
    }
    for (const key of keys ?? []) await run(`alter table ${name} add constraint ${key.name} ${key.as}`)
    for (const index of indexes ?? []) await run(index)
    for (const column of unsampled ?? []) await run(`alter table ${name} alter column ${column} set statistics 0`)
  }
  for (const { name, references } of tables) {
    for (const { name: reference, as } of references ?? [])
      await run(`alter table ${name} add constraint ${reference} ${as}`)
  }
}

/** The tables with a site's id, but for partitions themselves. */
const readTables = async (tx: Tx): Promise<Table[]> => {
  const { rows } = await sql<Table>`
    select c.relname as name, c.reloptions as storage,
      case when c.relkind = 'p' then (select count(*)::int from pg_inherits i where i.inhparent = c.oid) end as partitions,
      (select json_agg(json_build_object('name', k.conname, 'as', pg_get_constraintdef(k.oid)) order by k.contype, k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u')) as keys,
      (select json_agg(pg_get_indexdef(i.indexrelid) order by i.indexrelid) from pg_index i
        where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)) as indexes,
      (select json_agg(json_build_object('name', k.conname, 'as', pg_get_constraintdef(k.oid)) order by k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.conparentid = 0) as references,
      (select json_agg(a.attname order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and a.attstattarget = 0) as unsampled
    from pg_class c
    where c.relnamespace = quote_ident(current_schema())::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'site_id' and not a.attisdropped)
    order by c.relname`.execute(tx)
  return rows
}
