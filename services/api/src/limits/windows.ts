/** What a key's window holds: how many were counted in it, and the milliseconds until it ends. */
export type Window = { count: number; endsInMs: number }

/** Counts keys in this process's memory, each in a window of fixed length that begins with the first one counted. */
export type Windows = {
  /** Counts one. */
  add(key: string): Window
  /** How many were counted in the window that has not ended. */
  count(key: string): number
  /** How many keys are held: the windows that have not ended, and some that have. */
  readonly size: number
}

/** More than one for each key that comes, so that what ended goes faster than new ones come. */
const DROPPED_AT_ONCE = 4

/** Windows of so many seconds; `now` is in milliseconds and never goes back. */
export const createWindows = (seconds: number, now: () => number = () => performance.now()): Windows => {
  const lengthMs = seconds * 1_000
  // All are equally long, so they stand in the order in which they end, and need no timer each.
  const held = new Map<string, { count: number; endsAt: number }>()

  const dropEnded = (at: number): void => {
    let dropped = 0
    for (const [key, { endsAt }] of held) {
      if (endsAt > at || dropped === DROPPED_AT_ONCE) return
      held.delete(key)
      dropped += 1
    }
  }

  return {
    add: (key) => {
      const at = now()
      const known = held.get(key)
      if (known && known.endsAt > at) {
        known.count += 1
        return { count: known.count, endsInMs: known.endsAt - at }
      }
      dropEnded(at)
      held.delete(key) // set anew it stands last
      held.set(key, { count: 1, endsAt: at + lengthMs })
      return { count: 1, endsInMs: lengthMs }
    },
    count: (key) => {
      const known = held.get(key)
      return known && known.endsAt > now() ? known.count : 0
    },
    get size() {
      return held.size
    },
  }
}
