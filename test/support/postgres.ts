import { randomBytes } from 'node:crypto'
import { migrate, type Layout } from '@parley/store'
import { Client } from 'pg'
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
  return { url: url.href, [Symbol.asyncDispose]: () => maintain(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

const maintain = async (statement: string) => {
  const client = new Client(inject('postgresUrl'))
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
