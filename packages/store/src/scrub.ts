import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What was done: which tables were written anew, and whether the write-ahead log holds nothing older. */
export type Scrubbed = { tables: string[]; logDropped: boolean }

/** What was asked was not done, or not of all tables. */
export class ScrubRefused extends Error {
  override name = 'ScrubRefused'
}

/** Every table that holds what a reader wrote, or what is derived from it. */
const tables = [
  'comment_text',
  'comment',
  'comment_host',
  'verdict',
  'report',
  'appeal',
  'decision',
  'audit',
  'wave_member',
  'site_model',
]

/**
 * Takes erased texts off the disk as far as a database can: an UPDATE leaves the old row, VACUUM its bytes, and the log both. So each
 * table is written anew (nobody can use it meanwhile), and the write-ahead log's old files are deleted or overwritten, where the
 * user may say so. What the file system keeps of deleted files is beyond a database.
 */
export const scrub = (db: Db) => async (): Promise<Scrubbed> =>
  db.connection().execute(async (held) => {
    await forgetSenders(held)
    const before = new Set((await filesOf(held)).map(({ file }) => file))
    for (const table of tables) await sql.raw(`vacuum (full, analyze) ${table}`).execute(held)
    // Of who may not, VACUUM passes a table over with a warning.
    const left = (await filesOf(held)).filter(({ file }) => before.has(file)).map(({ name }) => name)
    if (left.length > 0)
      throw new ScrubRefused(`not written anew, which takes the owner of the tables: ${left.join(', ')}`)
    return { tables, logDropped: await dropLog(held) }
  })

/** What comments of before 2026-12 tell of how they were sent: how long the form was open, and how many came from the network. Nobody
 *  else writes meanwhile, who would lock the same rows in another order. */
const forgetSenders = (db: Db): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`lock table comment in share row exclusive mode`.execute(tx)
    await sql`update comment set facts = facts - array['formMs', 'networkRecent']
      where version_status <> 'pending' and facts ?| array['formMs', 'networkRecent']`.execute(tx)
  })

type File = { name: string; file: string }

/** Which file each table, or partition of one, is kept in: one that was written anew has another. */
const filesOf = async (db: Db): Promise<File[]> => {
  const { rows } = await sql<File>`
    select c.oid::regclass::text as name, pg_relation_filenode(c.oid)::text as file
    from pg_class c left join pg_inherits i on i.inhrelid = c.oid
    where c.relkind = 'r' and coalesce(i.inhparent, c.oid) = any(${tables}::regclass[])
    order by 1`.execute(db)
  return rows
}

/** No setting of the server is touched, which a kill would leave behind: checkpoints go on keeping old files for later use, under
 *  names to come, and each of these is passed over once, which fills it with zeros. */
const dropLog = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{
    may: boolean
  }>`select rolsuper as may from pg_roles where rolname = current_user`.execute(db)
  if (rows[0]?.may !== true) return false
  await sql`checkpoint`.execute(db)
  await leaveFile(db) // it may hold what was written before the checkpoint; the next one ends it
  await sql`checkpoint`.execute(db)
  const last = await lastFile(db) // checkpoints from now on only keep files that were begun after the tables were written anew
  while ((await currentFile(db)) <= last) await leaveFile(db)
  await sql`checkpoint`.execute(db)
  return true
}

const leaveFile = (db: Db) =>
  sql`select pg_switch_wal() from pg_logical_emit_message(true, 'parley', 'scrub')`.execute(db)

const currentFile = async (db: Db): Promise<string> => {
  const { rows } = await sql<{ name: string }>`select pg_walfile_name(pg_current_wal_lsn()) as name`.execute(db)
  return rows[0]?.name ?? ''
}

/** The last file of the log by name, written to or kept for later. */
const lastFile = async (db: Db): Promise<string> => {
  const { rows } = await sql<{ name: string | null }>`
    select max(name) as name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'`.execute(db)
  return rows[0]?.name ?? ''
}
