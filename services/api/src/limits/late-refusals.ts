/** Has refusals come late while there are very many of them. */
export type LateRefusals = {
  /** When the next one may be told: undefined for at once. */
  next(): Promise<void> | undefined
}

/** So many refusals of a window are told at once; the others are a flood's. */
export const AT_ONCE = 20
const WINDOW_MS = 100
/** So long a flood waits to be refused, in milliseconds. */
export const HELD_MS = 400
/** And so long where many wait: less than it is told to stay away for, and than an answer that is called slow. */
export const HELD_AT_MOST_MS = 800
/** Between two of them while there is time. All that are told together come back together, and everybody waits for so many at once. */
export const APART_MS = 0.8
/** Of more that wait so, further ones are told at once: each keeps its connection, and what was read of it (48 kB at the very most). */
export const MOST_HELD = 2_000

/**
 * Who sends again the moment they are refused costs as much in refusals as the comments of all others do in storing. Told a little
 * late they send less often, for a client has only so many connections; who meets a short crowd is told at once.
 *
 * @example const wait = lateRefusals.next(); if (wait) await wait
 */
export const createLateRefusals = (now: () => number): LateRefusals => {
  let windowEndsAt = -Infinity
  let inWindow = 0
  let held = 0
  let lastToldAt = -Infinity
  return {
    next: () => {
      const at = now()
      if (at >= windowEndsAt) {
        windowEndsAt = at + WINDOW_MS
        inWindow = 0
      }
      inWindow += 1
      if (inWindow <= AT_ONCE || held >= MOST_HELD) return undefined
      held += 1
      lastToldAt = Math.min(Math.max(at + HELD_MS, lastToldAt + APART_MS), at + HELD_AT_MOST_MS)
      return new Promise((go) =>
        setTimeout(() => {
          held -= 1
          go()
        }, lastToldAt - at).unref(),
      )
    },
  }
}
