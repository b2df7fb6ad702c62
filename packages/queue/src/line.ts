import { queueNames, type QueueName } from './names.ts'
import type { Bull } from './queue.ts'
import { takeTurns } from './turns.ts'

/** One of BullMQ's queues, in which sites take turns. Everything asked of it throws when it is away. */
export type Line = {
  /** Adds a job; answers its id. */
  add(siteId: string, commentIds: readonly string[], more?: object): Promise<string | undefined>
  /** Jobs that wait or are at work. */
  depth(): Promise<number>
  /** Whether a job of the site is thought to wait here. */
  waits(siteId: string): boolean
  isWaiting(jobId: string): Promise<boolean>
  waiting(): Promise<number>
}

const WAITING = ['waiting', 'delayed', 'prioritized'] as const

const countIn = async (bull: Bull, ...states: ((typeof WAITING)[number] | 'active')[]): Promise<number> => {
  const counts = await bull.getJobCounts(...states)
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** Jobs of a queue that wait for a worker. */
export const waitingIn = (bull: Bull): Promise<number> => countIn(bull, ...WAITING)

/** The job at the head comes with all its ids: it is looked at less often than the depth. */
const HEAD_MS = 100

/** The line of a name; the queue itself may be reached later. */
export const openLine = (name: QueueName, bull: (name: QueueName) => Bull): Line => {
  const turns = takeTurns()
  let headAt = -Infinity
  return {
    add: async (siteId, commentIds, more = {}) => {
      const options = { priority: turns.take(siteId) }
      return (await bull(name).add(queueNames.moderate, { siteId, commentIds, ...more }, options)).id
    },
    depth: async () => {
      const count = await countIn(bull(name), ...WAITING, 'active')
      if (count === 0) turns.serving(undefined)
      else if (performance.now() - headAt > HEAD_MS) {
        headAt = performance.now()
        const [head] = await bull(name).getPrioritized(0, 0)
        turns.serving(head?.priority)
      }
      return count
    },
    waits: turns.waits,
    isWaiting: async (jobId) => {
      const now = await bull(name).getJobState(jobId)
      return WAITING.some((state) => state === now)
    },
    waiting: () => waitingIn(bull(name)),
  }
}
