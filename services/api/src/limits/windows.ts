import { createRecent } from '../recent.ts'

/** What a key's window holds: how many were counted in it, and the milliseconds until it ends. */
export type Window = { count: number; endsInMs: number }

/** Counts keys in this process's memory, each in a window of fixed length that begins with the first one counted. */
export type Windows = {
  /** Counts one. */
  add(key: string): Window
  /** How many were counted in the window that has not ended. */
  count(key: string): number
}

/** Windows of so many seconds; `now` is in milliseconds and never goes back. */
export const createWindows = (seconds: number, now: () => number = () => performance.now()): Windows => {
  const lengthMs = seconds * 1_000
  const windows = createRecent<{ count: number; endsAt: number }>({ forMs: lengthMs }, now)
  const openAt = (key: string, at: number) => {
    const known = windows.get(key)
    return known && known.endsAt > at ? known : undefined
  }
  return {
    add: (key) => {
      const at = now()
      const open = openAt(key, at)
      if (!open) {
        windows.set(key, { count: 1, endsAt: at + lengthMs })
        return { count: 1, endsInMs: lengthMs }
      }
      open.count += 1
      return { count: open.count, endsInMs: open.endsAt - at }
    },
    count: (key) => openAt(key, now())?.count ?? 0,
  }
}
