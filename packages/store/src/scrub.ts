import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What was done: which tables were written anew, and whether the write-ahead log holds nothing older. */
export type Scrubbed = { tables: string[]; logDropped: boolean }

/** Every table that holds what somebody wrote, or what is derived from it. */
const tables = [
  'comment_text',
  'comment',
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
 * table is written anew (nobody can use it meanwhile), and the write-ahead log's old files are deleted and not used again, where the
 * user may say so. What the file system keeps of deleted files is beyond a database.
 */
export const scrub = (db: Db) => async (): Promise<Scrubbed> =>
  db.connection().execute(async (held) => {
    for (const table of tables) await sql.raw(`vacuum (full, analyze) ${table}`).execute(held)
    return { tables, logDropped: await dropLog(held) }
  })

const dropLog = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{
    may: boolean
  }>`select rolsuper as may from pg_roles where rolname = current_user`.execute(db)
  if (rows[0]?.may !== true) return false
  await sql`alter system set wal_recycle = off`.execute(db)
  await sql`select pg_reload_conf()`.execute(db)
  try {
    await sql`checkpoint`.execute(db)
    // Files kept for later use under names to come hold what they held: each is passed over once, which fills it with zeros.
    while ((await filesToCome(db)) > 0)
      await sql`select pg_switch_wal() from pg_logical_emit_message(true, 'parley', 'scrub')`.execute(db)
    await sql`checkpoint`.execute(db)
    return true
  } finally {
    await sql`alter system reset wal_recycle`.execute(db)
    await sql`select pg_reload_conf()`.execute(db)
  }
}

const filesToCome = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ files: number }>`
    select count(*)::int as files from pg_ls_waldir()
    where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_lsn())`.execute(db)
  return rows[0]?.files ?? 0
}
