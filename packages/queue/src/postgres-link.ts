import { createPostgresBackend, runMigrations, type PgPool } from 'bullmq'
import pg from 'pg'
import type { Link } from './link.ts'
import type { Log } from './log.ts'
import { POSTGRES_SCHEMA } from './names.ts'
import { QueueRefused } from './refused.ts'

/** A link to PostgreSQL: one pool for all of BullMQ's objects on it, with BullMQ's tables in a schema of their own. */
export const openPostgresLink = ({ url, log, connections }: { url: string; log: Log; connections: number }): Link => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'parley-queue',
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // BullMQ's statements name no schema.
    onConnect: async (client) => void (await client.query(`set search_path to ${POSTGRES_SCHEMA}`)),
  })
  const lost = (err: Error): void => log.debug({ event: 'queue.connection-lost', err }) // the next query opens another
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost)) // the pool does not listen to one that is lent out
  return {
    shares: 1,
    // A pg.Pool is what BullMQ asks for; its description of one and that of @types/pg differ in overloads only.
    factory: (name, options, extra) =>
      createPostgresBackend(name, { ...options, connection: pool as unknown as PgPool }, extra),
    reach: async () => {
      const client = await pool.connect()
      try {
        await runMigrations(client, POSTGRES_SCHEMA)
      } catch (err) {
        throw isPassing(err)
          ? err
          : new QueueRefused(`the queue's tables cannot be made: ${messageOf(err)}`, { cause: err })
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

/** Faults that go by themselves: the server is away, starting or full. */
const isPassing = (err: unknown): boolean => {
  const code = err instanceof Error && 'code' in err ? String(err.code) : undefined
  return code === undefined || /^(08|53|57P|40|E[A-Z]+$)/.test(code)
}

const messageOf = (err: unknown): string => (err instanceof Error ? err.message : 'unknown')
