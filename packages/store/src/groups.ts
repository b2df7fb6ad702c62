type Waiting<In, Out> = { item: In; weight: number; resolve: (out: Out) => void; reject: (fault: unknown) => void }

/** Shares one run among concurrent calls, without a timer: at most `inFlight` runs at once, each takes what waits up to
 *  `most` (by weight; a single heavier call goes alone; light calls, a tenth more, pass by heavy ones). An idle call runs at once; groups grow by themselves under load.
 *  `run` answers in the order of its items. When it throws on a group and `mayBeOneItem(fault)`, each item is run alone, so
 *  that one bad row does not fail its neighbours.
 *  @example const submit = inGroups({ most: 200, inFlight: 2, run: insertAll, mayBeOneItem: () => true }) */
export const inGroups = <In, Out>({
  most,
  inFlight,
  run,
  mayBeOneItem,
  weigh = () => 1,
}: {
  most: number
  inFlight: number
  run: (items: In[]) => Promise<Out[]>
  mayBeOneItem: (fault: unknown) => boolean
  weigh?: (item: In) => number
}) => {
  const waiting: Waiting<In, Out>[] = []
  let running = 0

  const takeGroup = (): Waiting<In, Out>[] => {
    let weight = 0
    let taken = 0
    for (const { weight: more } of waiting) {
      if (taken > 0 && weight + more > most) break
      weight += more
      taken += 1
    }
    return [...waiting.splice(0, taken), ...takeLight()]
  }

  /** Where a heavy one is left waiting, light ones go along past it: a few comments need not wait behind another site's hundreds. */
  const takeLight = (): Waiting<In, Out>[] => {
    let room = Math.floor(most / 10)
    if ((waiting[0]?.weight ?? 0) <= room) return []
    const light = waiting.filter(({ weight }) => weight <= room && (room -= weight) >= 0)
    for (const one of light) waiting.splice(waiting.indexOf(one), 1)
    return light
  }

  const settle = async (group: Waiting<In, Out>[]): Promise<void> => {
    try {
      const outs = await run(group.map(({ item }) => item))
      group.forEach(({ resolve }, at) => resolve(outs[at] as Out))
    } catch (fault) {
      if (group.length === 1 || !mayBeOneItem(fault)) return group.forEach(({ reject }) => reject(fault))
      for (const single of group) await settle([single])
    }
  }

  const pump = (): void => {
    while (running < inFlight && waiting.length > 0) {
      running += 1
      void settle(takeGroup()).finally(() => {
        running -= 1
        pump()
      })
    }
  }

  return (item: In): Promise<Out> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, weight: weigh(item), resolve, reject })
      queueMicrotask(pump) // calls of the same tick share the first run too
    })
}
