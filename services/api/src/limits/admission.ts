import type { Backlog } from './backlog.ts'

/** Says whether one more comment can be stored soon, before it costs anything. */
export type Admission = {
  /** Undefined while there is room, else the seconds after which another try is worth it. */
  refusal(): number | undefined
  /** Does work that counts as waiting for the store while it lasts. */
  during<T>(work: () => Promise<T>): Promise<T>
  close(): void
}

/** So many comments at once share three commits; more would only wait longer. */
export const MOST_AT_ONCE = 512
/** An event loop that is so much late answers nobody in time; it is looked at every so often, in milliseconds. Once may be over by
 *  the time it is noticed, as when ten thousand connections end together: it counts from the second time in a row. */
const LATE_MS = 500
const LOOK_MS = 100
/** Comments that wait for their first decision. They are safe, but nobody will see them soon. */
export const MOST_PENDING = 500_000

const SOON = 1
const LATER = 30

/**
 * Signs that more comes than can be done: comments that wait for their commit, an event loop that comes late, and
 * comments that no worker decided on yet. A store that is away says nothing here; storing will.
 */
export const createAdmission = ({ backlog, now }: { backlog: Backlog; now: () => number }): Admission => {
  let waiting = 0
  let lookedAt = now()
  let lateInARow = 0
  const timer = setInterval(() => {
    lateInARow = now() - lookedAt > LOOK_MS + LATE_MS ? lateInARow + 1 : 0
    lookedAt = now()
  }, LOOK_MS).unref()

  return {
    refusal: () => {
      if (waiting >= MOST_AT_ONCE || lateInARow >= 2) return SOON
      return backlog().pending >= MOST_PENDING ? LATER : undefined
    },
    during: async (work) => {
      waiting += 1
      try {
        return await work()
      } finally {
        waiting -= 1
      }
    },
    close: () => clearInterval(timer),
  }
}
