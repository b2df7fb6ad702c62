import { POSTGRES_SCHEMA } from '@parley/queue'
import { Redis } from 'ioredis'
import { freshDatabase } from './postgres.ts'
import { freshRedis } from './redis.ts'
import { rowsOf } from './store.ts'

/** A store of one's own that a queue can live in. */
export type QueueStore = AsyncDisposable & {
  url: string
  /** Loses everything without a restart, as FLUSHALL does. */
  empty(): Promise<void>
}

const onRedis = async (): Promise<QueueStore> => {
  const redis = await freshRedis()
  const empty = async () => {
    const client = new Redis(redis.url)
    await client.flushall()
    client.disconnect()
  }
  return { url: redis.url, empty, [Symbol.asyncDispose]: redis[Symbol.asyncDispose] }
}

const onPostgres = async (): Promise<QueueStore> => {
  const database = await freshDatabase({ empty: true })
  const empty = async () => {
    const tables = await rowsOf<{ name: string }>(
      database.url,
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1 and tablename <> 'migration'`,
      [POSTGRES_SCHEMA],
    )
    await rowsOf(database.url, `truncate ${tables.map(({ name }) => name).join(', ')}`)
  }
  return { url: database.url, empty, [Symbol.asyncDispose]: database[Symbol.asyncDispose] }
}

/** What a queue may live in; whatever is promised of it is promised on both. */
export const queueStores: { kind: 'redis' | 'postgres'; open: () => Promise<QueueStore> }[] = [
  { kind: 'redis', open: onRedis },
  { kind: 'postgres', open: onPostgres },
]
