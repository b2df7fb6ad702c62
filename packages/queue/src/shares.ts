import { hash } from 'node:crypto'
import { gatherAsks, watchDepth, type Ask } from './ask.ts'
import { BATCH, FEW } from './jobs.ts'
import { openLine, type Line } from './line.ts'
import type { Log } from './log.ts'
import { fewOf, type QueueName, type ShareName } from './names.ts'
import type { Bull } from './queue.ts'

/** A share of the sites, which has queues of its own: asks for their comments, and how deep they are. */
export type Share = {
  ask(ask: Ask): void
  /** Adds at once, in full jobs. Throws when the queue is away. */
  askAgain(siteId: string, commentIds: readonly string[]): Promise<void>
  /** Whether a last job of `askAgain`, full or small, still waits. Throws when the queue is away. */
  stillWaits(): Promise<boolean>
  waiting(): Promise<number>
  close(): Promise<void>
}

/** Which of some shares a site belongs to, everywhere and for ever. */
export const shareOf = (siteId: string, shares: number): number =>
  shares === 1 ? 0 : Number.parseInt(hash('sha256', siteId).slice(0, 8), 16) % shares

/** The share of a name; its queues may be reached later. */
export const openShare = ({
  name,
  bull,
  log,
}: {
  name: ShareName
  bull: (name: QueueName) => Bull
  log: Log
}): Share => {
  const many = openLine(name, bull)
  const few = openLine(fewOf(name), bull)
  const lineFor = (commentIds: readonly string[]) => (commentIds.length <= FEW ? few : many)
  const sum = async (counts: Promise<number>[]) => (await Promise.all(counts)).reduce((all, count) => all + count, 0)
  // Those at work too: small jobs beside full ones would cost the workers more than they bring forward.
  const depth = watchDepth(() => sum([many.depth(), few.depth()]))
  const waits = (siteId: string) => many.waits(siteId) || few.waits(siteId)
  const asks = gatherAsks({
    add: async ({ siteId, commentIds, ...more }) => void (await lineFor(commentIds).add(siteId, commentIds, more)),
    // Where other sites' jobs wait, a site that has none there need not gather: it is served soon.
    depth: {
      glance: depth.glance,
      isDeep: (siteId) => depth.isDeep() && waits(siteId),
      look: async (siteId) => (await depth.look()) && waits(siteId),
    },
    log,
  })
  const last = new Map<Line, string>() // the last job of `askAgain` in each, while it waits
  return {
    ask: asks.ask,
    askAgain: async (siteId, commentIds) => {
      for (let at = 0; at < commentIds.length; at += BATCH) {
        const some = commentIds.slice(at, at + BATCH)
        const line = lineFor(some)
        const id = await line.add(siteId, some)
        if (id !== undefined) last.set(line, id)
      }
    },
    stillWaits: async () => {
      if (last.size === 0) return (await many.waiting()) < 0 // nothing was asked, but the queue must answer
      for (const [line, id] of last) {
        if (await line.isWaiting(id)) return true
        last.delete(line)
      }
      return false
    },
    waiting: () => sum([many.waiting(), few.waiting()]),
    close: asks.close,
  }
}
