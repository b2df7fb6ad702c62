import type { Backlog } from './backlog.ts'
import type { FairShares } from './fair-shares.ts'
import { createLateRefusals } from './late-refusals.ts'

/** Says whether one more comment of a site can be stored soon, before it costs anything. */
export type Admission = {
  /** Undefined while there is room, else the seconds after which another try is worth it. */
  refusal(siteId: string): number | undefined
  /** When who is refused may be told so: undefined for at once. */
  untilTold(): Promise<void> | undefined
  /** Does work that counts as waiting for the store while it lasts. */
  during<T>(siteId: string, work: () => Promise<T>): Promise<T>
  close(): void
}

/** Comments that may wait at once: a burst of so many is stored in a fifth of a second. */
export const MOST_AT_ONCE = 512
/** However slow the store: more than a flush takes. Fewer a flush would store fewer where it waits for the disk, and no sooner. */
export const LEAST_AT_ONCE = 256
/** Beyond that, so many of sites of which fewer than `CALM` wait: when one site's flood has taken all the room. */
export const SPARE = 64
export const CALM = 8
/** Milliseconds for which a comment may wait while ever more come; the slowest then wait for about twice as long. */
export const WAIT_MS = 90
/** So many looks in a row at comments that waited for too long are more than a burst. */
export const BURST_LOOKS = 10
/** An event loop that is so much late answers nobody in time; it is looked at every so often, in milliseconds. Once may be over by
 *  the time it is noticed, as when ten thousand connections end together: it counts from the second time in a row. */
const LATE_MS = 500
const LOOK_MS = 100
/** Comments that wait for their first decision. They are safe, but nobody will see them soon. */
export const MOST_PENDING = 500_000
/** A site of which fewer wait is not the one that others wait for; nor is one of which fewer wait than of most, where they are many. */
export const SITE_PENDING = 5_000

const SOON = 1
const LATER = 30

/**
 * Signs that more comes than can be done: comments that wait for their commit, an event loop that comes late, and
 * comments that no worker decided on yet. Who floods one site does not shut the others: they have a little room of their own.
 * A store that is away says nothing here; storing will.
 */
export const createAdmission = ({
  backlog,
  fairShares,
  now,
}: {
  backlog: Backlog
  fairShares: Pick<FairShares, 'place'>
  now: () => number
}): Admission => {
  const room = createRoom()
  const lateRefusals = createLateRefusals(now)
  const ofSite = new Map<string, number>()
  let waiting = 0
  let lookedAt = now()
  let lateInARow = 0
  const timer = setInterval(() => {
    lateInARow = now() - lookedAt > LOOK_MS + LATE_MS ? lateInARow + 1 : 0
    lookedAt = now()
    room.look(waiting)
  }, LOOK_MS).unref()

  return {
    refusal: (siteId) => {
      const isCalm = (ofSite.get(siteId) ?? 0) < CALM
      if (waiting >= (isCalm ? MOST_AT_ONCE + SPARE : room.most()) || lateInARow >= 2) return SOON
      const { pending, ofSite: pendingOf } = backlog()
      if (pending < MOST_PENDING) return undefined
      const calm = Math.min(SITE_PENDING, pending / Math.max(1, pendingOf.size))
      return (pendingOf.get(siteId) ?? 0) >= calm ? LATER : undefined
    },
    untilTold: lateRefusals.next,
    during: async (siteId, work) => {
      waiting += 1
      ofSite.set(siteId, (ofSite.get(siteId) ?? 0) + 1)
      const inAll = waiting
      const start = now()
      try {
        const place = fairShares.place(siteId)
        if (place) await place
        const done = await work()
        room.waited(inAll, now() - start)
        return done
      } finally {
        waiting -= 1
        const left = (ofSite.get(siteId) ?? 1) - 1
        if (left === 0) ofSite.delete(siteId)
        else ofSite.set(siteId, left)
      }
    },
    close: () => clearInterval(timer),
  }
}

/**
 * How many may wait at once. As many as come within a moment, until those that were stored waited for too long, for longer than a
 * burst lasts: then as many as would have waited for `WAIT_MS` at the rate since the last look. With every look in which nobody did it is an eighth more again;
 * while nothing is stored at all it stays as it is.
 */
const createRoom = () => {
  let most = MOST_AT_ONCE
  let stored = 0
  let ahead = 0
  let waitedMs = 0
  let slowInARow = 0
  return {
    most: () => most,
    /** One was stored: so many waited when it came, itself included, and it waited for so long. */
    waited: (then: number, ms: number): void => {
      stored += 1
      ahead += then
      waitedMs += ms
    },
    look: (waiting: number): void => {
      if (stored === 0 && waiting > 0) return
      const isSlow = waitedMs > WAIT_MS * stored
      slowInARow = isSlow ? slowInARow + 1 : 0
      if (isSlow && (most < MOST_AT_ONCE || slowInARow >= BURST_LOOKS))
        most = Math.max(LEAST_AT_ONCE, Math.min(most, Math.round((ahead * WAIT_MS) / waitedMs)))
      else if (!isSlow) most = Math.min(MOST_AT_ONCE, Math.ceil((most * 9) / 8))
      stored = 0
      ahead = 0
      waitedMs = 0
    },
  }
}
