import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { openForChanges, sqlState, type Db } from './database.ts'
import { first } from './migrations/0001-first.ts'
import { waves } from './migrations/0002-waves.ts'
import { learning } from './migrations/0003-learning.ts'
import { lighterWrites } from './migrations/0004-lighter-writes.ts'
import { reader } from './migrations/0005-reader.ts'
import { fewerWrites } from './migrations/0006-fewer-writes.ts'
import { noSamples } from './migrations/0007-no-samples.ts'
import { bansByValue } from './migrations/0008-bans-by-value.ts'
import { currentMembers } from './migrations/0009-current-members.ts'
import { answeringDecisions } from './migrations/0010-answering-decisions.ts'
import { growthAndFailing } from './migrations/0011-growth-and-failing.ts'
import { hostsAndLeftWaves } from './migrations/0012-hosts-and-left-waves.ts'
import { requestTries } from './migrations/0013-request-tries.ts'
import { leftRulings } from './migrations/0014-left-rulings.ts'
import { stayed } from './migrations/0015-stayed.ts'
import { tombstones } from './migrations/0016-tombstones.ts'
import { keyHost } from './migrations/0017-key-host.ts'
import { banHosts } from './migrations/0018-ban-hosts.ts'
import { copiesBySite } from './migrations/0019-copies-by-site.ts'
import { noHostIndex } from './migrations/0020-no-host-index.ts'
import { partitionTables } from './partition.ts'

const migrations = {
  '0001-first': first,
  '0002-waves': waves,
  '0003-learning': learning,
  '0004-lighter-writes': lighterWrites,
  '0005-reader': reader,
  '0006-fewer-writes': fewerWrites,
  '0007-no-samples': noSamples,
  '0008-bans-by-value': bansByValue,
  '0009-current-members': currentMembers,
  '0010-answering-decisions': answeringDecisions,
  '0011-growth-and-failing': growthAndFailing,
  '0012-hosts-and-left-waves': hostsAndLeftWaves,
  '0013-request-tries': requestTries,
  '0014-left-rulings': leftRulings,
  '0015-stayed': stayed,
  '0016-tombstones': tombstones,
  '0017-key-host': keyHost,
  '0018-ban-hosts': banHosts,
  '0019-copies-by-site': copiesBySite,
  '0020-no-host-index': noHostIndex,
}

/** A migrator by itself takes any schema's list of migrations for ours: of another Parley beside this one, or of another program. */
const migratorOf = async (db: Db): Promise<Migrator> => {
  const { rows } = await sql<{ schema: string | null }>`
    select coalesce((select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.oid = to_regclass('comment_text')), current_schema()) as schema`.execute(db)
  const [{ schema = null } = {}] = rows
  return new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    ...(schema !== null && { migrationTableSchema: schema }),
  })
}

/** How a new database is laid out. */
export type Layout = {
  /** Into how many partitions, by a hash of the site's id, the tables of sites are parted; none when absent. */
  partitions?: number | undefined
}

/** Something else used a table for ten minutes, such as a backup: nothing was changed. */
export class MigrationBlocked extends Error {
  override name = 'MigrationBlocked'
  constructor(options?: ErrorOptions) {
    super(
      'another transaction uses the tables, perhaps a backup: nothing was changed; try again when it has ended',
      options,
    )
  }
}

/** A newer Parley migrated the database: this one does not know what it would change. */
export class DatabaseNewer extends Error {
  override name = 'DatabaseNewer'
  constructor(migration: string, options?: ErrorOptions) {
    super(
      `a newer Parley migrated this database (${migration}): run that one, or restore a backup from before`,
      options,
    )
  }
}

const LOCKED = '55P03'
/** What serves meanwhile waits behind a migration that waits for a table: no longer than this, and then it has a pause. */
const LOCK_MS = 2_000
const PAUSE_MS = 1_000
const GIVE_UP_MS = 10 * 60_000

/** `onWait` hears once of another transaction that uses the tables, and is waited for. */
export type Migrating = Layout & { onWait?: () => void }

/** Brings a database up to date, all or nothing; safe to run from several processes at once. Answers what it applied. Throws
 *  `DatabaseNewer` when a newer Parley migrated it, `PartitionRefused` when a database that has sites, or another number of
 *  partitions, was to be parted, `MigrationBlocked` when the tables were used for ten minutes. */
export const migrate = async (url: string, { partitions, onWait }: Migrating = {}): Promise<string[]> => {
  const db = openForChanges(url, LOCK_MS)
  const began = performance.now()
  try {
    for (let waits = 1; ; waits += 1) {
      try {
        return await migrateOnce(db, partitions)
      } catch (error) {
        if (sqlState(error) !== LOCKED) throw error
        if (performance.now() - began > GIVE_UP_MS) throw new MigrationBlocked({ cause: error })
        if (waits === 1) onWait?.()
      }
      await delay(PAUSE_MS)
    }
  } finally {
    await db.destroy()
  }
}

const migrateOnce = async (db: Db, partitions: number | undefined): Promise<string[]> => {
  const { error, results } = await (await migratorOf(db)).migrateToLatest()
  if (error) throw newerOr(error)
  if (partitions !== undefined) await db.transaction().execute((tx) => partitionTables(tx, partitions))
  return (results ?? []).map(({ migrationName }) => migrationName)
}

/** Kysely calls it corrupted. */
const newerOr = (error: unknown): unknown => {
  const said = error instanceof Error ? error.message : ''
  const [, migration] = /previously executed migration (\S+) is missing/.exec(said) ?? []
  return migration === undefined ? error : new DatabaseNewer(migration, { cause: error })
}

/** Names of the migrations that a database still lacks. Writes nothing. */
export const pendingMigrations = (db: Db) => async (): Promise<string[]> => {
  const known = await (await migratorOf(db)).getMigrations()
  return known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name)
}
