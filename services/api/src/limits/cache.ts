import { Cluster } from 'ioredis'
import { openRedis, type Log, type RedisClient } from '@parley/runtime'

/** A cache that must not be used, and why. */
export class CacheRefused extends Error {
  constructor(why: string) {
    super(`CACHE_URL cannot be used: ${why}`)
    this.name = 'CacheRefused'
  }
}

/** How long a start waits for the cache, and for the queue's server to compare it with, in milliseconds. */
const REACH_MS = { cache: 10_000, queue: 2_000 }

/**
 * Opens the second Redis, for what may be lost and must not be found: rate limits, velocity, nudges, the daily secret.
 * Refuses one that saves to disk (what identifies readers would be on it), that evicts (limits would be forgotten under
 * load), or that is the queue's own server (whose settings are the opposite). One that comes back so is told of.
 */
export const openCache = async ({
  url,
  queueUrl,
  log,
}: {
  url: string
  queueUrl: string
  log: Log
}): Promise<RedisClient> => {
  const cache = openRedis({ url, log, name: 'parley-cache' })
  try {
    if (!(await isReady(cache, REACH_MS.cache))) throw new CacheRefused('it does not answer')
    await refuseUnfit(cache)
    if (queueUrl.startsWith('redis')) await refuseSame(cache, queueUrl, log)
    tellUnfit(cache, log)
    return cache
  } catch (err) {
    cache.disconnect()
    throw err
  }
}

/** A server that came back may have other settings, or be another one. */
const tellUnfit = (cache: RedisClient, log: Log): void => {
  cache.on('ready', () => {
    refuseUnfit(cache).catch((err: unknown) => {
      if (err instanceof CacheRefused) log.error({ event: 'cache.unfit', err }) // else it went again
    })
  })
}

const isReady = (redis: RedisClient, withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    if (redis.status === 'ready') return resolve(true)
    const timer = setTimeout(() => resolve(false), withinMs)
    redis.once('ready', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })

const nodesOf = (cache: RedisClient) => (cache instanceof Cluster ? cache.nodes('master') : [cache])

const refuseUnfit = async (cache: RedisClient): Promise<void> => {
  for (const node of nodesOf(cache)) {
    const [save = '', appendonly = 'no', policy = ''] = await Promise.all(
      ['save', 'appendonly', 'maxmemory-policy'].map(async (name) => {
        const answer = (await node.config('GET', name)) as string[]
        return answer[1]
      }),
    )
    if (save !== '') throw new CacheRefused("it saves snapshots to disk; set save ''")
    if (appendonly !== 'no') throw new CacheRefused('it writes a log to disk; set appendonly no')
    if (policy !== 'noeviction') throw new CacheRefused('it evicts; set maxmemory-policy noeviction')
  }
}

const refuseSame = async (cache: RedisClient, queueUrl: string, log: Log): Promise<void> => {
  const queue = openRedis({ url: queueUrl, log, name: 'parley-cache-check' })
  try {
    // A service starts without its queue; and a server that is away is not the one that has just answered.
    if (!(await isReady(queue, REACH_MS.queue))) return log.warn({ event: 'cache.queue-away' })
    const [cacheIds, queueIds] = await Promise.all([runIds(cache), runIds(queue)])
    if (cacheIds.some((id) => queueIds.includes(id))) throw new CacheRefused('it is the server of QUEUE_URL')
  } finally {
    queue.disconnect()
  }
}

const runIds = (redis: RedisClient): Promise<(string | undefined)[]> =>
  Promise.all(nodesOf(redis).map(async (node) => /run_id:(\w+)/.exec(await node.info('server'))?.[1]))
