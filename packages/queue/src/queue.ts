import { Queue as BullQueue, type IQueueBackend } from 'bullmq'
import { gatherAsks, watchDepth, type Ask } from './ask.ts'
import { keepQueue, type Keeper } from './keep.ts'
import { BATCH, type ModerateJob } from './jobs.ts'
import { CONNECTION, openLink, whenReached } from './link.ts'
import type { Log } from './log.ts'
import { queueNames, type QueueName } from './names.ts'
import { QueueAway } from './refused.ts'

/** A BullMQ queue on either kind of store. */
export type Bull = BullQueue<unknown, unknown, string, unknown, unknown, string, IQueueBackend, object>

/** What a service asks of the queue. */
export type Queue = AsyncDisposable & {
  /** Asks for first decisions; never throws and never makes its caller wait. */
  askForModeration(ask: Ask): void
  /** The sweep's ask: adds at once, in full jobs. Throws when the queue is away. */
  askAgain(comments: readonly { siteId: string; id: string }[]): Promise<void>
  /** Asks for each comment in a job of its own, taken one at a time, so that one that kills its worker harms no other. */
  askAlone(siteId: string, commentIds: readonly string[]): Promise<void>
  /** Whether the last job of `askAgain` still waits for a worker. Throws when the queue is away. */
  stillWaits(): Promise<boolean>
  /** How many moderation jobs wait for a worker. Throws when the queue is away. */
  waiting(): Promise<number>
  /** Forgets finished jobs and trims what BullMQ logs of them; answers how many jobs went. */
  purge(): Promise<number>
  close(): Promise<void>
}

/** Retried while the store of comments is away; then the job is given up and the sweep asks again. */
const RETRIES = { attempts: 5, backoff: { type: 'exponential', delay: 500, jitter: 0.5 } }
const KEPT_EVENTS = 100
const OLD_MS = 60 * 60_000
const ALONE_AT_ONCE = 20

/**
 * Opens the queue by URL. Throws `QueueRefused` when its store must not hold a queue (a Redis that evicts, a PostgreSQL that
 * refuses the tables); when the store does not answer, opens all the same and connects as soon as it does. With `keeper` this
 * process looks after the queue: see `keepQueue`.
 */
export const openQueue = async ({ url, log, keeper }: { url: string; log: Log; keeper?: Keeper }): Promise<Queue> => {
  const link = openLink({ url, log, connections: 3 })
  const bulls = new Map<QueueName, Bull>()
  const bull = (name: QueueName): Bull => {
    const made = bulls.get(name)
    if (!made) throw new QueueAway('the queue was not reached yet')
    return made
  }
  let kept: { stop(): void } | undefined
  const reaching = await whenReached(link, log, () => {
    for (const name of Object.values(queueNames)) {
      const options = {
        connection: CONNECTION,
        defaultJobOptions: RETRIES,
        streams: { events: { maxLen: KEPT_EVENTS } },
      }
      const made: Bull = new BullQueue(name, options, link.factory)
      made.on('error', () => undefined) // what fails is told to its caller
      bulls.set(name, made)
    }
    kept = keepQueue({ bull, log, ...(keeper && { keeper }) })
  }).catch(async (err: unknown) => {
    await link.close()
    throw err
  })

  const add = async (name: QueueName, job: ModerateJob): Promise<string | undefined> =>
    (await bull(name).add(queueNames.moderate, job)).id
  const waitingIn = async (name: QueueName): Promise<number> => {
    const counts = await bull(name).getJobCounts('waiting', 'delayed')
    return (counts['waiting'] ?? 0) + (counts['delayed'] ?? 0)
  }
  const waiting = async (): Promise<number> =>
    (await waitingIn(queueNames.moderate)) + (await waitingIn(queueNames.moderateAlone))
  const asks = gatherAsks({
    add: async (job) => void (await add(queueNames.moderate, job)),
    depth: watchDepth(() => waitingIn(queueNames.moderate)),
    log,
  })
  let lastAgain: string | undefined

  const closeAll = async (): Promise<void> => {
    await asks.close()
    reaching.stop()
    kept?.stop()
    await Promise.all(bulls.values().map((made) => made.close()))
    await link.close()
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  return {
    askForModeration: asks.ask,
    askAgain: async (comments) => {
      const bySite = Map.groupBy(comments, ({ siteId }) => siteId)
      for (const [siteId, ofSite] of bySite) {
        for (let at = 0; at < ofSite.length; at += BATCH) {
          const commentIds = ofSite.slice(at, at + BATCH).map(({ id }) => id)
          lastAgain = await add(queueNames.moderate, { siteId, commentIds })
        }
      }
    },
    askAlone: async (siteId, commentIds) => {
      for (let at = 0; at < commentIds.length; at += ALONE_AT_ONCE) {
        const some = commentIds.slice(at, at + ALONE_AT_ONCE)
        await Promise.all(some.map((id) => add(queueNames.moderateAlone, { siteId, commentIds: [id] })))
      }
    },
    stillWaits: async () => {
      if (lastAgain === undefined) return (await waitingIn(queueNames.moderate)) < 0 // nothing was asked, but the queue must answer
      const state = await bull(queueNames.moderate).getJobState(lastAgain)
      const waits = state === 'waiting' || state === 'delayed' || state === 'prioritized'
      if (!waits) lastAgain = undefined
      return waits
    },
    waiting,
    purge: async () => {
      let purged = 0
      for (const made of bulls.values()) {
        for (const state of ['completed', 'failed'] as const) purged += (await made.clean(OLD_MS, 1_000, state)).length
      }
      return purged
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
