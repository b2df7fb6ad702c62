import { randomBytes } from 'node:crypto'
import { migrate, type Layout } from '@parley/store'
import { Pool } from 'pg'
import { inject } from 'vitest'

/** A database of one's own, dropped at the end of the scope. */
export type FreshDatabase = AsyncDisposable & { url: string }

/** Makes a migrated database in this run's PostgreSQL, by wish one with partitions; `empty` makes one without a single table. */
export const freshDatabase = async ({
  empty = false,
  partitions,
}: { empty?: boolean } & Layout = {}): Promise<FreshDatabase> => {
  const name = `test_${randomBytes(8).toString('hex')}`
  const source = empty ? 'template0' : 'parley_template'
  // As files: page by page through the log takes more of a processor than many a test.
  await maintain(`CREATE DATABASE ${name} TEMPLATE ${source} STRATEGY FILE_COPY`)
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  if (partitions !== undefined) await migrate(url.href, { partitions })
  // FORCE: a test that failed may have left connections open.
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      await maintain(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      pools.delete(url.href)
    },
  }
}

const pools = new Map<string, Pool>()

/** Connections to a database, each closed when it was not used for a moment, or with its database. */
export const poolOf = (url: string): Pool => {
  const known = pools.get(url)
  if (known) return known
  const made = new Pool({ connectionString: url, idleTimeoutMillis: 2_000, allowExitOnIdle: true })
  made.on('error', () => {}) // its database was dropped, or its server stopped
  pools.set(url, made)
  return made
}

const maintain = async (statement: string): Promise<void> => void (await poolOf(inject('postgresUrl')).query(statement))
