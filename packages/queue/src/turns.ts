/** BullMQ's last priority. */
const LAST_TURN = 2_097_151
const FRESH_MS = 1_000

/** Whose turn it is in one queue. */
export type Turns = {
  /** The turn of the job at the queue's head; undefined when none waits. */
  serving(turn: number | undefined): void
  /** Takes the next turn of a site: its next job's priority. */
  take(siteId: string): number
  /** Whether a job of the site, of those that this process added, is thought to wait still. */
  waits(siteId: string): boolean
}

/**
 * Sites take turns, as packets do in start-time fair queueing: a site's job comes one turn after its last one, and a site that has
 * none waiting comes at the turn being served. So a flood waits behind its own jobs, and another site's comment behind one job
 * of each flood (and of each api process that it comes through). A turn is a BullMQ priority: the queue itself is the scheduler,
 * and what a process remembers is a hint, good while it is a second young.
 */
export const takeTurns = (now: () => number = () => performance.now()): Turns => {
  const taken = new Map<string, number>()
  let served = 1
  let knownAt = -Infinity

  const forget = (): void => {
    taken.clear()
    served = 1
  }
  return {
    serving: (turn) => {
      knownAt = now()
      if (turn === undefined) return forget()
      served = turn
      for (const [siteId, last] of taken) if (last < turn) taken.delete(siteId)
    },
    take: (siteId) => {
      if (now() - knownAt > FRESH_MS) forget()
      knownAt = now()
      const turn = Math.min(Math.max(served, (taken.get(siteId) ?? 0) + 1), LAST_TURN)
      taken.set(siteId, turn)
      return turn
    },
    waits: (siteId) => now() - knownAt <= FRESH_MS && taken.has(siteId),
  }
}
