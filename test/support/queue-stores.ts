import { hash } from 'node:crypto'
import { CLUSTER_SHARES, moderateQueues, POSTGRES_SCHEMA, queueNames, REDIS_PREFIX, redisPrefixOf } from '@parley/queue'
import { Redis } from 'ioredis'
import { freshDatabase } from './postgres.ts'
import { freshRedisCluster } from './redis-cluster.ts'
import { freshRedis } from './redis.ts'
import { rowsOf } from './store.ts'

/** A store of one's own that a queue can live in. */
export type QueueStore = AsyncDisposable & {
  url: string
  /** Loses everything without a restart, as FLUSHALL does. */
  empty(): Promise<void>
  /** How many moderation jobs were ever added. */
  jobsAdded(): Promise<number>
}

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
  const jobsAdded = async () => Number(await ask((client) => client.get(`${REDIS_PREFIX}:${queueNames.moderate}:id`)))
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
    await rowsOf(database.url, `truncate ${tables.map(({ name }) => name).join(', ')}`)
  }
  const jobsAdded = async () => {
    const [row] = await rowsOf<{ id: string }>(
      database.url,
      `select last_value as id from ${POSTGRES_SCHEMA}."bullmq_jid_${hash('md5', queueNames.moderate)}"`,
    )
    return Number(row?.id)
  }
  return { url: database.url, empty, jobsAdded, [Symbol.asyncDispose]: database[Symbol.asyncDispose] }
}

const onCluster = async (): Promise<QueueStore> => {
  const cluster = await freshRedisCluster()
  const jobsAdded = async () => {
    const keys = moderateQueues(CLUSTER_SHARES).map((name) => `${redisPrefixOf(name)}:${name}:id`)
    const found = await cluster.onEach(
      (master) => Promise.all(keys.map((key) => master.get(key).catch(() => null))), // null: another master's slot
    )
    return found.flat().reduce((sum, id) => sum + Number(id), 0)
  }
  const empty = async () => void (await cluster.onEach((master) => master.flushall()))
  return { url: cluster.url, empty, jobsAdded, [Symbol.asyncDispose]: cluster[Symbol.asyncDispose] }
}

/** A queue on three masters: the same promises, and its own ways to be wrong. */
export const clusterStore = { kind: 'a Redis cluster', open: onCluster }

/** What a queue may live in; whatever is promised of it is promised on both. */
export const queueStores: { kind: 'redis' | 'postgres'; open: () => Promise<QueueStore> }[] = [
  { kind: 'redis', open: onRedis },
  { kind: 'postgres', open: onPostgres },
]
