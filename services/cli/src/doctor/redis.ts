import { once } from 'node:events'
import { REDIS_RIGHTS, whatIsForbidden } from '@parley/queue'
import { createLog, openRedis } from '@parley/runtime'
import type { Finding } from './finding.ts'
import { look, ok, wrong } from './finding.ts'
import { whyAway } from './redis-away.ts'

/** What one Redis server says of itself that matters here. */
export type RedisFacts = {
  version: string
  runId: string
  policy: string
  appendonly: boolean
  /** A replica takes no writes. */
  isReplica: boolean
  /** Undefined where the server does not tell: `CONFIG` is renamed, or the user may not ask. */
  save: string | undefined
  /** What it says to a user who may not write what is kept there. */
  forbidden?: string | undefined
}

const CACHE_RIGHTS = '~parley:* &parley* +@all -@dangerous +info +config|get'

const mendPolicy = 'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf'

const mendReplica = (name: string) => `see that ${name} leads to the master, also after a failover`

/** Judges the Redis that keeps the queue: nothing may be evicted, and what waits should outlive a restart. */
export const judgeQueue = ({ version, policy, appendonly, isReplica, forbidden }: RedisFacts): Finding[] => [
  ...(forbidden === undefined
    ? []
    : [
        wrong(
          `the queue's Redis refuses its user: ${forbidden}`,
          `let QUEUE_URL's user do what it needs: ACL SETUSER … ${REDIS_RIGHTS}`,
        ),
      ]),
  ...(isReplica ? [wrong("the queue's Redis is a replica: it takes no jobs", mendReplica('QUEUE_URL'))] : []),
  Number.parseFloat(version) >= 6.2
    ? ok(`the queue's Redis ${version} answers`)
    : wrong(`the queue's Redis ${version} is too old`, 'use Redis 6.2 or newer; Parley is tested with 7'),
  policy === 'noeviction'
    ? ok('the queue evicts nothing')
    : wrong(`the queue may evict jobs: maxmemory-policy is ${policy}`, mendPolicy),
  appendonly
    ? ok('the queue is written to disk')
    : look(
        'the queue is lost with its Redis; all is asked again then, but later',
        'redis-cli CONFIG SET appendonly yes, and the same in redis.conf',
      ),
]

/** Judges the Redis that counts readers' requests: it must forget when it stops, and before that forget nothing. */
export const judgeCache = (
  { version, policy, appendonly, isReplica, save, runId, forbidden }: RedisFacts,
  queueRunId?: string,
): Finding[] => {
  const found: Finding[] = []
  if (isReplica) {
    found.push(
      wrong("the cache's Redis is a replica: processes share no limits and no secret", mendReplica('CACHE_URL')),
    )
  }
  if (forbidden !== undefined) {
    found.push(
      wrong(
        `the cache's Redis refuses its user, so that processes share no limits and no secret: ${forbidden}`,
        `let CACHE_URL's user do what it needs: ACL SETUSER … ${CACHE_RIGHTS}`,
      ),
    )
  }
  if (runId === queueRunId) {
    found.push(
      wrong(
        'CACHE_URL is the server of QUEUE_URL',
        'start a second Redis: one must keep everything, the other nothing',
      ),
    )
  }
  if (save === undefined) {
    found.push(
      wrong(
        'the cache does not tell whether it writes to disk, and an api does not start with it',
        'let CACHE_URL’s user run CONFIG GET, and rename that command nowhere',
      ),
    )
  }
  if (appendonly || save) {
    found.push(
      wrong(
        'the cache writes to disk what identifies readers',
        "redis-cli CONFIG SET save '' and appendonly no, and the same in redis.conf",
      ),
    )
  }
  if (policy !== 'noeviction') {
    found.push(wrong(`the cache forgets limits under load: maxmemory-policy is ${policy}`, mendPolicy))
  }
  return found.length > 0 ? found : [ok(`the cache's Redis ${version} answers and keeps nothing on disk`)]
}

/** Asks a Redis for its facts, and whether keys that begin so may be written; or answers what is in the way. */
export const readRedis = async (url: string, prefix: string): Promise<RedisFacts | { away: string }> => {
  const log = createLog({ service: 'doctor', level: 'silent' })
  const client = openRedis({ url, log, name: 'parley-doctor' })
  try {
    if (client.status !== 'ready') await once(client, 'ready', { signal: AbortSignal.timeout(5_000) })
    const info = String(await client.info())
    const read = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''
    const [, save] = (await client.config('GET', 'save').catch(() => [])) as string[]
    const forbidden = await whatIsForbidden(client, prefix).catch(() => undefined)
    return {
      forbidden,
      version: read('redis_version'),
      runId: read('run_id'),
      policy: read('maxmemory_policy'),
      appendonly: read('aof_enabled') === '1',
      isReplica: read('role') === 'slave',
      save,
    }
  } catch (fault) {
    return { away: whyAway(fault) }
  } finally {
    client.disconnect()
  }
}
