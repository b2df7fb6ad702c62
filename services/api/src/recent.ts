/** What was set lately, by key. What `get` answers may be twice as old as was asked for: its user knows how old is too old. */
export type Recent<V> = {
  get(key: string): V | undefined
  set(key: string, value: V): void
  /** How many keys are held; one that was set again may count twice. */
  size(): number
}

/**
 * Holds what was set in the last `forMs` milliseconds at least, unless more than half of `most` keys were set since; never more than
 * `most`. It forgets a whole generation at once, which needs neither a timer a key nor a list in the order of use.
 */
export const createRecent = <V>(
  { forMs, most = Infinity }: { forMs: number; most?: number },
  now: () => number = () => performance.now(),
): Recent<V> => {
  let young = new Map<string, V>()
  let old = new Map<string, V>()
  let turnsAt = now() + forMs

  const turnOver = (): void => {
    const at = now()
    if (at < turnsAt && young.size < most / 2) return
    old = at < turnsAt + forMs ? young : new Map()
    young = new Map()
    turnsAt = at + forMs
  }

  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      turnOver()
      young.set(key, value)
    },
    size: () => young.size + old.size,
  }
}
