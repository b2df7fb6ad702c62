/** Lets work of little weight go before heavy work of the same process. What it is given are names, as of sites. */
export type Courtesy = {
  /** Light work of the name is under way: heavy work waits for it from now on, for a moment at most. */
  begin(name: string): void
  end(name: string): void
  /** Heavy work begins: answers, once it may, what to call when it is over. */
  enter(): Leave | Promise<Leave>
  /** When heavy work that has begun may go on with its next step: undefined for at once. */
  turn(): Promise<void> | undefined
  /** Whether anything light came lately, so that heavy work should be done in small parts. */
  isAsked(): boolean
  close(): void
}

export type Leave = () => void

/** "Lately", in milliseconds. */
const LATELY_MS = 200

/**
 * While anything light came lately, no more than `atOnce` pieces of heavy work begin; what light work meets on its way is little. And
 * heavy work takes no step until all light work has ended, of which none counts for longer than `mostMs`, nor for longer than
 * that in one go. Then it has as long for itself as it waited, whatever comes: at least half of the time is left to it.
 *
 * @example const courtesy = createCourtesy({ mostMs: 60, atOnce: 1 })
 *   courtesy.begin('calm'); await courtesy.turn() // waits for end('calm'), or 60 ms
 */
export const createCourtesy = ({
  mostMs,
  atOnce,
  now = () => performance.now(),
}: {
  mostMs: number
  atOnce: number
  now?: () => number
}): Courtesy => {
  const light = new Map<string, number>()
  const waiting: (() => void)[] = []
  const outside: (() => void)[] = []
  let inside = 0
  let doorTimer: NodeJS.Timeout | undefined
  let holdsSince: number | undefined
  let restsUntil = -Infinity
  let askedAt = -Infinity
  let timer: NodeJS.Timeout | undefined

  const look = (): void => {
    clearTimeout(timer)
    const at = now()
    for (const [name, since] of light) if (at - since >= mostMs) light.delete(name)
    if (holdsSince !== undefined) {
      if (light.size > 0 && at - holdsSince < mostMs) return lookIn(holdsSince + mostMs - at)
      restsUntil = at + (at - holdsSince)
      holdsSince = undefined
      for (const go of waiting.splice(0)) go()
    }
    if (light.size === 0) return
    if (at < restsUntil) return lookIn(restsUntil - at)
    holdsSince = at
    lookIn(mostMs)
  }
  const lookIn = (ms: number): void => {
    timer = setTimeout(look, ms).unref()
  }

  const isAsked = (): boolean => now() - askedAt < LATELY_MS
  const hasRoom = (): boolean => inside < atOnce || !isAsked()
  const letIn = (): void => {
    clearTimeout(doorTimer)
    while (outside.length > 0 && hasRoom()) {
      inside += 1
      outside.shift()?.()
    }
    // Also when nobody leaves: what is inside may hang.
    if (outside.length > 0) doorTimer = setTimeout(letIn, LATELY_MS).unref()
  }
  const leave = (): void => {
    inside -= 1
    letIn()
  }
  const waitOutside = async (): Promise<Leave> => {
    await new Promise<void>((go) => {
      outside.push(go)
      letIn()
    })
    return leave
  }

  return {
    enter: () => {
      if (!hasRoom()) return waitOutside()
      inside += 1
      return leave
    },
    begin: (name) => {
      askedAt = now()
      light.set(name, askedAt)
      if (holdsSince === undefined) look()
    },
    end: (name) => {
      if (light.delete(name) && light.size === 0) look()
    },
    turn: () => (holdsSince === undefined ? undefined : new Promise((go) => waiting.push(go))),
    isAsked,
    close: () => {
      clearTimeout(timer)
      light.clear()
      holdsSince = undefined
      askedAt = -Infinity
      for (const go of waiting.splice(0)) go()
      letIn()
    },
  }
}
