/** Counts in this process what each caller takes, in windows of a fixed time that open with the first take. */
export type Windows = {
  /** Takes one, or so many; answers 0, or the milliseconds until the window ends where that is more than it holds. What is taken
   *  in the window of `before`, another name of the same caller, counts too. */
  take(key: string, before?: string, cost?: number): number
  /** How many windows are held. */
  size(): number
}

type Window = { taken: number; endsAt: number }

/**
 * Windows of so many points each, by a time in milliseconds that never jumps. They do without promises and timers: an answer from
 * memory takes one point, and costs little more than what a promise does.
 */
export const createWindows = ({
  points,
  seconds,
  now = () => performance.now(),
}: {
  points: number
  seconds: number
  now?: () => number
}): Windows => {
  const windows = new Map<string, Window>() // in the order in which they end, for all last equally long

  const running = (key: string, at: number): Window | undefined => {
    const window = windows.get(key)
    return window && window.endsAt > at ? window : undefined
  }
  const open = (key: string, at: number): Window => {
    for (const [ended, { endsAt }] of windows) {
      if (endsAt > at) break
      windows.delete(ended)
    }
    const window = { taken: 0, endsAt: at + seconds * 1_000 }
    windows.set(key, window)
    return window
  }

  return {
    take: (key, before, cost = 1) => {
      const at = now()
      const window = running(key, at) ?? open(key, at)
      window.taken += cost
      const earlier = before === undefined ? 0 : (running(before, at)?.taken ?? 0)
      return window.taken + earlier > points ? window.endsAt - at : 0
    },
    size: () => windows.size,
  }
}
