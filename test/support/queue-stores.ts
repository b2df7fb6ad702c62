import { hash } from 'node:crypto'
import { CLUSTER_SHARES, fewOf, moderateQueues, POSTGRES_SCHEMA, redisPrefixOf } from '@parley/queue'
import { Redis } from 'ioredis'
import { freshDatabase } from './postgres.ts'
import { freshRedisCluster, type FreshRedisCluster } from './redis-cluster.ts'
import { freshRedis } from './redis.ts'
import { rowsOf } from './store.ts'
import { until } from './until.ts'

/** A store of one's own that a queue can live in. */
export type QueueStore = AsyncDisposable & {
  url: string
  /** Loses everything without a restart, as FLUSHALL does. */
  empty(): Promise<void>
  /** How many moderation jobs were ever added. */
  jobsAdded(): Promise<number>
}

const queuesOf = (shares: number): string[] => moderateQueues(shares).flatMap((name) => [name, fewOf(name)])
const idKeysOf = (shares: number): string[] => queuesOf(shares).map((name) => `${redisPrefixOf(name)}:${name}:id`)
const sumOf = (ids: (string | null)[]): number => ids.reduce((sum, id) => sum + Number(id), 0)

const onRedis = async (): Promise<QueueStore> => {
  const redis = await freshRedis()
  const ask = async <T>(question: (client: Redis) => Promise<T>) => {
    const client = new Redis(redis.url)
    try {
      return await question(client)
    } finally {
      client.disconnect()
    }
  }
  const empty = async () => void (await ask((client) => client.flushall()))
  const jobsAdded = async () => sumOf(await ask((client) => client.mget(idKeysOf(1))))
  return { url: redis.url, empty, jobsAdded, [Symbol.asyncDispose]: redis[Symbol.asyncDispose] }
}

const onPostgres = async (): Promise<QueueStore> => {
  const database = await freshDatabase({ empty: true })
  const empty = async () => {
    const tables = await rowsOf<{ name: string }>(
      database.url,
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1 and tablename <> 'migration'`,
      [POSTGRES_SCHEMA],
    )
    // Again after a deadlock: its locks are taken one by one, and the queue at work takes them in another order.
    const truncate = () => rowsOf(database.url, `truncate ${tables.map(({ name }) => name).join(', ')}`)
    await until('the tables are empty', () => truncate().then(() => true))
  }
  const jobsAdded = async () => {
    const rows = await rowsOf<{ id: string | null }>(
      database.url,
      'select last_value as id from pg_sequences where schemaname = $1 and sequencename = any($2)',
      [POSTGRES_SCHEMA, queuesOf(1).map((name) => `bullmq_jid_${hash('md5', name)}`)],
    )
    return sumOf(rows.map(({ id }) => id))
  }
  return { url: database.url, empty, jobsAdded, [Symbol.asyncDispose]: database[Symbol.asyncDispose] }
}

/**
 * A queue on three masters: the same promises, and its own ways to be wrong. A cluster needs seconds to be whole, so
 * tests share one, one after the other, and each leaves it empty; who asked for it closes it.
 */
export const clusterStore = () => {
  let started: Promise<FreshRedisCluster> | undefined
  const open = async (): Promise<QueueStore> => {
    const cluster = await (started ??= freshRedisCluster())
    const jobsAdded = async () => {
      const keys = idKeysOf(CLUSTER_SHARES)
      const found = await cluster.onEach(
        (master) => Promise.all(keys.map((key) => master.get(key).catch(() => null))), // null: another master's slot
      )
      return sumOf(found.flat())
    }
    const empty = async () => void (await cluster.onEach((master) => master.flushall()))
    return { url: cluster.url, empty, jobsAdded, [Symbol.asyncDispose]: empty }
  }
  return { kind: 'a Redis cluster', open, close: async () => (await started)?.[Symbol.asyncDispose]() }
}

/** What a queue may live in; whatever is promised of it is promised on both. */
export const queueStores: { kind: 'redis' | 'postgres'; open: () => Promise<QueueStore> }[] = [
  { kind: 'redis', open: onRedis },
  { kind: 'postgres', open: onPostgres },
]
