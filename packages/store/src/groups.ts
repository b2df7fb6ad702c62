type Waiting<In, Out> = { item: In; weight: number; resolve: (out: Out) => void; reject: (fault: unknown) => void }

/** Milliseconds after which a run is no longer waited for by those behind it. */
export const LONG_MS = 2_000
/** How many such runs there may be beside those that are in flight. */
const LONG_AT_MOST = 3

/** Shares one run among concurrent calls, without a timer: at most `inFlight` runs at once, each takes what waits up to
 *  `most` (by weight; a single heavier call goes alone). An idle call runs at once; groups grow by themselves under load. Where it
 *  is told whose calls they are (`of`), light ones, a tenth of the most, need not wait for others' runs: one more run of them
 *  alone goes beside, without those whose own are under way, which would wait for a lock and have the others wait with them.
 *  `run` answers in the order of its items. When it throws on a group and `mayBeOneItem(fault, ms)`, each item is run alone, so
 *  that one bad row does not fail its neighbours. A run that takes long holds up the others no more: one connection that answers
 *  nothing any more, or one site's lock, is not everybody's.
 *  @example const submit = inGroups({ most: 200, inFlight: 2, run: insertAll, mayBeOneItem: () => true }) */
export const inGroups = <In, Out>({
  most,
  inFlight,
  run,
  mayBeOneItem,
  weigh = () => 1,
  of,
}: {
  most: number
  inFlight: number
  run: (items: In[]) => Promise<Out[]>
  mayBeOneItem: (fault: unknown, ms: number) => boolean
  weigh?: (item: In) => number
  of?: (item: In) => string
}) => {
  const whose = of ?? (() => '')
  const waiting: Waiting<In, Out>[] = []
  const lanes = { usual: 0, beside: 0 }
  const waitingBy = createTally()
  const underWayBy = createTally()
  let long = 0

  const takeGroup = (): Waiting<In, Out>[] => {
    let weight = 0
    let taken = 0
    for (const { weight: more } of waiting) {
      if (taken > 0 && weight + more > most) break
      weight += more
      taken += 1
    }
    return begun(waiting.splice(0, taken))
  }

  const takeLight = (): Waiting<In, Out>[] => {
    // Without a look at each of the many calls of one that is under way itself.
    if (waitingBy.names().every(underWayBy.has)) return []
    let room = most
    const light = waiting.filter(
      ({ item, weight }) => weight <= most / 10 && !underWayBy.has(whose(item)) && (room -= weight) >= 0,
    )
    for (const one of light) waiting.splice(waiting.indexOf(one), 1)
    return begun(light)
  }

  const begun = (group: Waiting<In, Out>[]): Waiting<In, Out>[] => {
    for (const { item } of group) {
      waitingBy.remove(whose(item))
      underWayBy.add(whose(item))
    }
    return group
  }

  const settle = async (group: Waiting<In, Out>[]): Promise<void> => {
    const start = performance.now()
    try {
      const outs = await run(group.map(({ item }) => item))
      group.forEach(({ resolve }, at) => resolve(outs[at] as Out))
    } catch (fault) {
      if (group.length === 1 || !mayBeOneItem(fault, performance.now() - start))
        return group.forEach(({ reject }) => reject(fault))
      for (const single of group) await settle([single])
    }
  }

  const pump = (): void => {
    while (lanes.usual < inFlight && waiting.length > 0) void runGroup(takeGroup(), 'usual')
    if (!of || waiting.length === 0 || lanes.beside > 0) return
    const light = takeLight()
    if (light.length > 0) void runGroup(light, 'beside')
  }

  const runGroup = async (group: Waiting<In, Out>[], lane: keyof typeof lanes): Promise<void> => {
    lanes[lane] += 1
    let isLong = false
    const patience = setInterval(() => {
      if (isLong || long === LONG_AT_MOST) return
      isLong = true
      long += 1
      lanes[lane] -= 1
      pump()
    }, LONG_MS)
    await settle(group)
    clearInterval(patience)
    for (const { item } of group) underWayBy.remove(whose(item))
    if (isLong) long -= 1
    else lanes[lane] -= 1
    pump()
  }

  return (item: In): Promise<Out> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, weight: weigh(item), resolve, reject })
      waitingBy.add(whose(item))
      queueMicrotask(pump) // calls of the same tick share the first run too
    })
}

/** How many there are of each name. */
const createTally = () => {
  const counts = new Map<string, number>()
  return {
    add: (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1),
    remove: (name: string): void => {
      const left = (counts.get(name) ?? 1) - 1
      if (left === 0) counts.delete(name)
      else counts.set(name, left)
    },
    has: (name: string): boolean => counts.has(name),
    names: () => counts.keys(),
  }
}
