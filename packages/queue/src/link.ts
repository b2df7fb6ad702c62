import type { BackendFactory, IQueueBackend } from 'bullmq'
import { setTimeout as delay } from 'node:timers/promises'
import { outageLog, type Log } from './log.ts'
import { openPostgresLink } from './postgres-link.ts'
import { openRedisLink } from './redis-link.ts'
import { QueueRefused } from './refused.ts'

/** A way to one store of queues, Redis or PostgreSQL; BullMQ's objects are made from `factory` once `reach` has worked. */
export type Link = {
  /** How many queues share the sites there. */
  shares: number
  factory: BackendFactory<IQueueBackend, object>
  /** One try: the store answers and is fit to hold a queue. Throws `QueueRefused` when it answers and is not. */
  reach(): Promise<void>
  close(): Promise<void>
}

/** What BullMQ's constructors want to be given; the factory knows the real connection. */
export const CONNECTION = {}

/** Opens a link by URL: `redis://`, `rediss://` (several hosts, or `?cluster=true`, make a cluster) or `postgres://`. */
export const openLink = ({ url, log, connections }: { url: string; log: Log; connections: number }): Link => {
  const scheme = /^([a-z]+):\/\//.exec(url)?.[1] ?? ''
  if (scheme === 'redis' || scheme === 'rediss') return openRedisLink({ url, log })
  if (scheme === 'postgres' || scheme === 'postgresql') return openPostgresLink({ url, log, connections })
  throw new QueueRefused('the queue wants a URL that begins with redis://, rediss:// or postgres://')
}

const PATIENCE_MS = 3_000
const TRY_AGAIN_MS = 500

/**
 * Reaches the store and calls `made`. A store that refuses at once is a fault; one that does not answer is waited for in the
 * background, so that a service starts without its queue. Answers a way to stop waiting.
 */
export const whenReached = async (link: Link, log: Log, made: () => void): Promise<{ stop(): void }> => {
  const stopped = new AbortController()
  const outage = outageLog(log, 'queue')
  let patient = true
  const trying = (async () => {
    while (!stopped.signal.aborted) {
      try {
        await link.reach()
        if (stopped.signal.aborted) return
        made()
        outage.worked()
        return
      } catch (err) {
        if (patient && err instanceof QueueRefused) throw err
        outage.failed(err)
        await delay(TRY_AGAIN_MS, undefined, { signal: stopped.signal }).catch(() => undefined)
      }
    }
  })()
  const enough = new AbortController()
  try {
    await Promise.race([trying, delay(PATIENCE_MS, undefined, { signal: enough.signal })])
  } finally {
    patient = false
    enough.abort()
  }
  return { stop: () => stopped.abort() }
}
