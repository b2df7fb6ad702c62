import { hash } from 'node:crypto'
import { gatherAsks, watchDepth, type Ask } from './ask.ts'
import { BATCH } from './jobs.ts'
import type { Log } from './log.ts'
import { queueNames, type QueueName } from './names.ts'
import type { Bull } from './queue.ts'
import { takeTurns } from './turns.ts'

/** A share of the sites, which has a queue of its own: asks for their comments, and how deep it is. */
export type Share = {
  ask(ask: Ask): void
  /** Adds at once, in full jobs. Throws when the queue is away. */
  askAgain(siteId: string, commentIds: readonly string[]): Promise<void>
  /** Whether the last job of `askAgain` still waits. Throws when the queue is away. */
  stillWaits(): Promise<boolean>
  waiting(): Promise<number>
  close(): Promise<void>
}

/** Which of some shares a site belongs to, everywhere and for ever. */
export const shareOf = (siteId: string, shares: number): number =>
  shares === 1 ? 0 : Number.parseInt(hash('sha256', siteId).slice(0, 8), 16) % shares

const WAITING = ['waiting', 'delayed', 'prioritized'] as const

const countIn = async (bull: Bull, ...states: ((typeof WAITING)[number] | 'active')[]): Promise<number> => {
  const counts = await bull.getJobCounts(...states)
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** Jobs of a queue that wait for a worker. */
export const waitingIn = (bull: Bull): Promise<number> => countIn(bull, ...WAITING)

/** The job at the head comes with all its ids: it is looked at less often than the depth. */
const HEAD_MS = 100

/** The share of a queue, by its name; the queue itself may be reached later. */
export const openShare = ({
  name,
  bull,
  log,
}: {
  name: QueueName
  bull: (name: QueueName) => Bull
  log: Log
}): Share => {
  const turns = takeTurns()
  let headAt = -Infinity
  const lookAround = async (): Promise<number> => {
    // Those at work too: small jobs beside full ones would cost the workers more than they bring forward.
    const count = await countIn(bull(name), ...WAITING, 'active')
    if (count === 0) turns.serving(undefined)
    else if (performance.now() - headAt > HEAD_MS) {
      headAt = performance.now()
      const [head] = await bull(name).getPrioritized(0, 0)
      turns.serving(head?.priority)
    }
    return count
  }
  const depth = watchDepth(lookAround)
  const add = async (siteId: string, commentIds: string[], more: object = {}): Promise<string | undefined> => {
    const options = { priority: turns.take(siteId) }
    return (await bull(name).add(queueNames.moderate, { siteId, commentIds, ...more }, options)).id
  }
  const asks = gatherAsks({
    add: async ({ siteId, commentIds, ...more }) => void (await add(siteId, commentIds, more)),
    // Where other sites' jobs wait, a site that has none there need not gather: it is served soon.
    depth: {
      glance: depth.glance,
      isDeep: (siteId) => depth.isDeep() && turns.waits(siteId),
      look: async (siteId) => (await depth.look()) && turns.waits(siteId),
    },
    log,
  })
  let lastAgain: string | undefined
  return {
    ask: asks.ask,
    askAgain: async (siteId, commentIds) => {
      for (let at = 0; at < commentIds.length; at += BATCH)
        lastAgain = await add(siteId, commentIds.slice(at, at + BATCH))
    },
    stillWaits: async () => {
      if (lastAgain === undefined) return (await waitingIn(bull(name))) < 0 // nothing was asked, but the queue must answer
      const state = await bull(name).getJobState(lastAgain)
      const waits = state === 'waiting' || state === 'delayed' || state === 'prioritized'
      if (!waits) lastAgain = undefined
      return waits
    },
    waiting: () => waitingIn(bull(name)),
    close: asks.close,
  }
}
