import { Queue as BullQueue, type IQueueBackend } from 'bullmq'
import { answersOf } from './answers.ts'
import type { Ask } from './ask.ts'
import { keepQueue, type Keeper } from './keep.ts'
import { waitingIn } from './line.ts'
import { CONNECTION, openLink, whenReached } from './link.ts'
import type { Log } from './log.ts'
import { fewOf, moderateQueues, queueNames, type QueueName } from './names.ts'
import { QueueAway } from './refused.ts'
import { openShare, shareOf } from './shares.ts'

/** A BullMQ queue on either kind of store. */
export type Bull = BullQueue<unknown, unknown, string, unknown, unknown, string, IQueueBackend, object>

/** What a service asks of the queue. */
export type Queue = AsyncDisposable & {
  /** Asks for first decisions; never throws and never makes its caller wait. */
  askForModeration(ask: Ask): void
  /** The sweep's ask: adds at once, in full jobs. Throws when the queue is away; where a part of it is, the sites of that part are
   *  left to a later sweep. */
  askAgain(comments: readonly { siteId: string; id: string }[]): Promise<void>
  /** Asks for each comment in a job of its own, taken one at a time, so that one that kills its worker harms no other. */
  askAlone(siteId: string, commentIds: readonly string[]): Promise<void>
  /** Whether a last job of `askAgain` still waits for a worker. Throws when the queue is away. */
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
  const names = moderateQueues(link.shares)
  const bulls = new Map<QueueName, Bull>()
  const bull = (name: QueueName): Bull => {
    const made = bulls.get(name)
    if (!made) throw new QueueAway('the queue was not reached yet')
    return made
  }
  let kept: { stop(): void } | undefined
  const reaching = await whenReached(link, log, () => {
    for (const name of [...names, ...names.map(fewOf), queueNames.moderateAlone, queueNames.upkeep]) {
      const options = {
        connection: CONNECTION,
        defaultJobOptions: RETRIES,
        streams: { events: { maxLen: KEPT_EVENTS } },
      }
      const made: Bull = new BullQueue(name, options, link.factory)
      made.on('error', () => undefined) // what fails is told to its caller
      bulls.set(name, made)
    }
    kept = keepQueue({ bull, shares: names, log, ...(keeper && { keeper }) })
  }).catch(async (err: unknown) => {
    await link.close()
    throw err
  })

  const shares = names.map((name) => openShare({ name, bull, log }))
  const shareFor = (siteId: string) => shares[shareOf(siteId, shares.length)] as (typeof shares)[number]

  const closeAll = async (): Promise<void> => {
    await Promise.all(shares.map((share) => share.close()))
    reaching.stop()
    kept?.stop()
    await Promise.all(bulls.values().map((made) => made.close()))
    await link.close()
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  return {
    askForModeration: (ask) => shareFor(ask.siteId).ask(ask),
    askAgain: async (comments) => {
      const bySite = Map.groupBy(comments, ({ siteId }) => siteId)
      const ids = (ofSite: readonly { id: string }[]) => ofSite.map(({ id }) => id)
      await answersOf([...bySite].map(([siteId, ofSite]) => shareFor(siteId).askAgain(siteId, ids(ofSite))))
    },
    askAlone: async (siteId, commentIds) => {
      const alone = bull(queueNames.moderateAlone)
      for (let at = 0; at < commentIds.length; at += ALONE_AT_ONCE) {
        const some = commentIds.slice(at, at + ALONE_AT_ONCE)
        await Promise.all(some.map((id) => alone.add(queueNames.moderate, { siteId, commentIds: [id] })))
      }
    },
    stillWaits: async () => (await answersOf(shares.map((share) => share.stillWaits()))).includes(true),
    waiting: async () => {
      const alone = async () => waitingIn(bull(queueNames.moderateAlone))
      const counts = await answersOf([...shares.map((share) => share.waiting()), alone()])
      return counts.reduce((sum, count) => sum + count, 0)
    },
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
