/** Lets light work go before heavy work of the same process. Both bear names, as of sites: nobody waits for its own. */
export type Courtesy = {
  /** Light work of the name begins: heavy work of others waits for it, for a moment at most. */
  begin(name: string): void
  end(name: string): void
  /** When heavy work of the name may take its next step: undefined for at once. */
  turn(name: string): Promise<void> | undefined
  /** Whether light work of others came lately, so that heavy work should come in small parts. */
  isAsked(name: string): boolean
  close(): void
}

/** "Lately", in milliseconds. */
const LATELY_MS = 200

/**
 * Heavy work takes no step until all light work has ended, of which none counts for longer than `mostMs`, nor waits for longer than
 * that in one go. Then it has as long for itself as it waited, whatever comes: at least half of the time is left to it.
 *
 * @example const courtesy = createCourtesy({ mostMs: 60 })
 *   courtesy.begin('calm'); await courtesy.turn('flooded') // waits for end('calm'), or 60 ms
 */
export const createCourtesy = ({
  mostMs,
  now = () => performance.now(),
}: {
  mostMs: number
  now?: () => number
}): Courtesy => {
  const light = new Map<string, { since: number; pieces: number }>()
  const lately = new Map<string, number>() // the oldest first
  const waiting: (() => void)[] = []
  let holdsSince: number | undefined
  let restsUntil = -Infinity
  let timer: NodeJS.Timeout | undefined

  const look = (): void => {
    clearTimeout(timer)
    const at = now()
    for (const [name, { since }] of light) if (at - since >= mostMs) light.delete(name)
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
  const isOfOthers = (names: Iterable<string>, own: string): boolean => {
    for (const name of names) if (name !== own) return true
    return false
  }
  const forget = (): void => {
    const at = now()
    for (const [name, cameAt] of lately) {
      if (at - cameAt < LATELY_MS) break
      lately.delete(name)
    }
  }

  return {
    begin: (name) => {
      forget()
      lately.delete(name)
      lately.set(name, now())
      light.set(name, { since: now(), pieces: (light.get(name)?.pieces ?? 0) + 1 })
      if (holdsSince === undefined) look()
    },
    end: (name) => {
      const known = light.get(name)
      if (!known) return
      known.pieces -= 1
      if (known.pieces > 0) return
      light.delete(name)
      if (light.size === 0) look()
    },
    turn: (name) =>
      holdsSince === undefined || !isOfOthers(light.keys(), name) ? undefined : new Promise((go) => waiting.push(go)),
    isAsked: (name) => {
      forget()
      return isOfOthers(lately.keys(), name)
    },
    close: () => {
      clearTimeout(timer)
      light.clear()
      lately.clear()
      holdsSince = undefined
      for (const go of waiting.splice(0)) go()
    },
  }
}
