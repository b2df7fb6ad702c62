import { createRedisBackend } from 'bullmq'
import { once } from 'node:events'
import { answersOf } from './answers.ts'
import type { Link } from './link.ts'
import type { Log } from './log.ts'
import { CLUSTER_SHARES, redisPrefixOf } from './names.ts'
import { clusterOf, connectRedis, serversOf, type RedisClient } from './redis.ts'
import { REDIS_RIGHTS, whatIsForbidden } from './redis-rights.ts'
import { QueueRefused } from './refused.ts'

/** A link to Redis. Producers fail at once while it is away; a worker has connections of its own, which wait. */
export const openRedisLink = ({ url, log }: { url: string; log: Log }): Link => {
  const producer = connectRedis(url, { waits: false, name: 'parley' })
  let lastError: Error | undefined
  let reached = false
  producer.on('error', (err: Error) => (lastError = err))
  producer.on('ready', () => {
    lastError = undefined
    // A server that came back may be another one.
    if (reached) refuseEviction(producer).catch((err: unknown) => log.error({ event: 'queue.unfit', err }))
  })
  let worker: RedisClient | undefined
  const connectWorker = (): RedisClient => {
    const client = connectRedis(url, { waits: true, name: 'parley-worker' })
    client.on('error', () => undefined) // BullMQ reports it
    return client
  }
  return {
    shares: clusterOf(url) ? CLUSTER_SHARES : 1,
    factory: (name, given, extra) => {
      const connection = extra?.withBlockingConnection ? (worker ??= connectWorker()) : producer
      const options = { ...given, connection, prefix: redisPrefixOf(name) }
      return createRedisBackend(name, options, extra)
    },
    reach: async () => {
      if (!isReady(producer)) {
        await once(producer, 'ready', { signal: AbortSignal.timeout(1_000) }).catch(() => {
          if (/^(WRONGPASS|NOAUTH|NOPERM)/.test(lastError?.message ?? '')) throw new QueueRefused(lastError?.message)
          throw lastError ?? new Error('Redis does not answer')
        })
      }
      await refuseRightless(producer)
      await refuseEviction(producer)
      reached = true
    },
    close: async () => {
      producer.disconnect()
      worker?.disconnect()
    },
  }
}

const isReady = (client: RedisClient): boolean => client.status === 'ready'

/** A queue that its user may not write takes no asks, however long it is waited for. */
const refuseRightless = async (client: RedisClient): Promise<void> => {
  // What fails for now, as on a replica or where memory is full, is told to who asks for it.
  const forbidden = await whatIsForbidden(client).catch(() => undefined)
  if (forbidden === undefined) return
  throw new QueueRefused(`the queue's Redis refuses its user (${forbidden}), who needs ${REDIS_RIGHTS}`)
}

/** A queue whose jobs may be evicted loses asks without an error. Of a cluster's masters some may be away. */
const refuseEviction = async (client: RedisClient): Promise<void> => {
  for (const memory of await answersOf(serversOf(client).map((server) => server.info('memory')))) {
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1]
    if (policy !== undefined && policy !== 'noeviction') {
      throw new QueueRefused(
        `the queue's Redis may evict jobs: its maxmemory-policy is ${policy} and must be noeviction ` +
          '(redis-cli config set maxmemory-policy noeviction, and in its configuration)',
      )
    }
  }
}
