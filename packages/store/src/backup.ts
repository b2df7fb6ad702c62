import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { openDatabase, openPatiently, type Db } from './database.ts'

/** What a site holds, to be compared between a database and what was restored from its backup. */
export type SiteFigures = {
  siteId: string
  revision: number
  comments: number
  published: number
  /** Of every article's key and published count: two that are equal agree on every count. */
  countsDigest: string
}

/** What must be put beside the copied files to make them a database, and the write-ahead log it needs, by file names. */
export type BackupEnd = { label: string; tablespaces: string; wal: string[] }

/** What one does while the server keeps all that a copy of its files needs. */
export type BackupSteps = { copy: () => Promise<void>; finish: (end: BackupEnd) => Promise<void> }

/** Reads each site's figures as of one snapshot. */
export const readFigures = (db: Db) => async (): Promise<SiteFigures[]> => {
  const { rows } = await sql<SiteFigures>`
    select s.id as "siteId", s.revision,
      (select count(*)::int from comment c where c.site_id = s.id) as comments,
      coalesce(a.published, 0)::int as published, coalesce(a.digest, '') as "countsDigest"
    from site s left join lateral (
      select sum(published_count) as published,
        encode(sha256(convert_to(
          string_agg(length(key) || ':' || key || '=' || published_count, ',' order by key collate "C"), 'UTF8')), 'hex') as digest
      from article where site_id = s.id
    ) a on true
    order by s.id`.execute(db)
  return rows
}

/** After a restore: counts that were read before are void, for revisions come a second time; and what is pending is asked at
 *  once. The new epoch is drawn by chance, since one more than the restored may have been in use. */
export const settleRestored = (db: Db, voidLeases: () => Promise<number>) => async (): Promise<void> => {
  await sql`update site set epoch = 1 + floor(random() * 1000000000)::int`.execute(db)
  await voidLeases()
}

/** Keeps the server in backup mode while its files are copied, then hands over what belongs to the copy. A slot of this
 *  connection keeps the write-ahead log, so that a long copy under load loses none; it goes when the connection does. */
export const backUpPhysically = async (url: string, { copy, finish }: BackupSteps): Promise<void> => {
  const db = openPatiently(url, 1, () => undefined) // it begins with a checkpoint, which may take its time
  const slot = `parley_backup_${randomBytes(6).toString('hex')}`
  try {
    await db.connection().execute(async (held) => {
      await sql`select pg_create_physical_replication_slot(${slot}, true, true)`.execute(held)
      const started = await sql<{ lsn: string }>`select pg_backup_start('parley', true)::text as lsn`.execute(held)
      await copy()
      const ended = await sql<{ lsn: string; label: string; tablespaces: string }>`
        select lsn::text, labelfile as label, spcmapfile as tablespaces from pg_backup_stop(false)`.execute(held)
      const [start] = started.rows
      const [end] = ended.rows
      if (!start || !end) throw new Error('the server told no place in its write-ahead log')
      await finish({ ...end, wal: await walBetween(held, start.lsn, end.lsn) })
    })
  } finally {
    await db.destroy()
  }
}

const walBetween = async (db: Db, first: string, last: string): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    with segment as (select pg_size_bytes(current_setting('wal_segment_size'))::numeric as bytes)
    select pg_walfile_name('0/0'::pg_lsn + n * bytes + 1) as name
    from segment, generate_series(
      div(${first}::pg_lsn - '0/0'::pg_lsn, bytes), div(${last}::pg_lsn - '0/0'::pg_lsn - 1, bytes)) n`.execute(db)
  return rows.map(({ name }) => name)
}

/** The major version of a server, and whether its database has none of Parley's tables yet. */
export const lookAtServer = async (url: string): Promise<{ major: string; isEmpty: boolean }> => {
  const db = openDatabase(url, 1, () => undefined)
  try {
    const { rows } = await sql<{ version: number; empty: boolean }>`
      select current_setting('server_version_num')::int as version, to_regclass('site') is null as empty`.execute(db)
    return { major: String(Math.floor((rows[0]?.version ?? 0) / 10_000)), isEmpty: rows[0]?.empty ?? false }
  } finally {
    await db.destroy()
  }
}
