import { ProblemError } from '@parley/contracts'
import type { Entry, Memory, SiteMemory } from './memory.ts'
import type { CountChange, CountsStore, Ticker } from './ports.ts'

/** Counts of some keys of one site, in the keys' order, exactly as they were at `revision`. */
export type Seen = {
  counts: number[]
  /** The revision of each article's last change. */
  revisions: number[]
  revision: number
  generation: number
}

/** Keeps one site's memory true: fills what is asked for and applies the site's events, one step after the other. */
export type Follower = {
  readonly memory: SiteMemory
  /** Reads what is missing, catches up, and answers all keys at one revision; `gone` when the history became another. */
  ask(keys: readonly string[]): Promise<Seen | 'gone'>
  /** There may be news: look at the log soon. */
  wake(): void
}

/** What one step applied: the articles that changed after `from`, up to `to`. */
export type Applied = { from: number; to: number; changes: readonly CountChange[] }

type Waiter = { keys: readonly string[]; resolve(seen: Seen | 'gone'): void; reject(fault: unknown): void }

/** A step takes so many keys or a few more, and so many events at a time. */
const STEP = 1_000
/** A question the store has not answered by then counts as failed, so that nobody waits for a hanging connection. */
export const PATIENCE_MS = 900
/** Between two looks at the log that only a nudge asked for: under a storm one look serves many of them. */
export const BREATH_MS = 10

/** The count of each key and the revision, read in one go. */
export const seen = ({ revision, generation }: SiteMemory, entries: readonly Entry[]): Seen => ({
  counts: entries.map(({ count }) => count),
  revisions: entries.map((entry) => entry.revision),
  revision,
  generation,
})

/** A copy that does not keep the address alive which the key was cut from. */
const own = (key: string): string => Buffer.from(key).toString()

/** Fails what takes too long. The late answer is thrown away. */
export const within = async <T>(ticker: Ticker, answer: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const cancel = ticker.after(PATIENCE_MS, () =>
    reject(new ProblemError('unavailable', { headers: { 'Retry-After': '1' } })),
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    cancel()
  }
}

/** Follows one site from its first question on. `forget` drops its memory; `failed` hears of faults that no caller waits for;
 *  `applied` is told of each step, in order. */
export const followSite = ({
  memory,
  all,
  store,
  ticker,
  forget,
  failed,
  applied = () => undefined,
}: {
  memory: SiteMemory
  all: Memory
  store: Pick<CountsStore, 'counts'>
  ticker: Ticker
  forget(): void
  failed(fault: unknown): void
  applied?: (step: Applied) => void
}): Follower => {
  const waiting: Waiter[] = []
  let woken = false
  let running = false
  let resting = false
  let lookedAt = -Infinity

  /** Registers what is missing, reads it, applies the log up to there, and only then shows it: one step, one revision. */
  const step = async (waiters: readonly Waiter[]): Promise<'gone' | Map<string, Entry>> => {
    const held = new Map<string, Entry>()
    const missing: Entry[] = []
    for (const { keys } of waiters) {
      for (const key of keys) {
        if (held.has(key)) continue
        const known = all.find(memory, key)
        const entry = known ?? { key: own(key), site: memory, count: 0, revision: 0 }
        if (!known) missing.push(entry)
        held.set(key, entry)
      }
    }
    const fills = missing.length > 0 || memory.revision < 0
    const target = fills ? await fill(missing) : memory.revision
    if (memory.gone || target < memory.revision) return 'gone'
    // Who misses nothing waits for the log itself.
    const catchesUp = woken || !fills || target > memory.revision
    if (catchesUp && !(await catchUp(held, target))) return 'gone'
    for (const entry of missing) all.keep(entry)
    return held
  }

  /** Answers the revision that the fill saw, or -1 when it belongs to another history. */
  const fill = async (missing: readonly Entry[]): Promise<number> => {
    const asked = ticker.now()
    const keys = missing.map(({ key }) => key)
    const read = await within(ticker, store.counts.read(memory.id, keys))
    if (memory.revision < 0) {
      memory.revision = read.revision
      memory.epoch = read.epoch
    }
    if (read.epoch !== memory.epoch) return -1
    for (const entry of missing) {
      const { count, revision } = read.counts.get(entry.key) ?? { count: 0, revision: 0 }
      Object.assign(entry, { count, revision })
    }
    if (read.revision === memory.revision) memory.confirmedAt = Math.max(memory.confirmedAt, asked)
    return read.revision
  }

  /** Applies what changed after `revision`, all of it at once; false when it is another history or ends before the target. */
  const catchUp = async (held: ReadonlyMap<string, Entry>, target: number): Promise<boolean> => {
    const changed: CountChange[] = []
    let revision = memory.revision
    for (let more = true; more;) {
      woken = false
      lookedAt = ticker.now()
      const page = await within(ticker, store.counts.changes(memory.id, revision, STEP))
      const upTo = page.more ? (page.changes.at(-1)?.revision ?? revision) : page.revision
      if (memory.gone || page.epoch !== memory.epoch || upTo < revision || (page.more && upTo === revision))
        return false
      changed.push(...page.changes)
      revision = upTo
      more = page.more
    }
    if (revision < target) return false
    for (const { keys, count, revision: changedAt } of changed) {
      for (const key of keys) {
        const entry = held.get(key) ?? memory.entries.get(key)
        if (entry) Object.assign(entry, { count, revision: changedAt })
      }
    }
    const from = memory.revision
    memory.revision = revision
    memory.confirmedAt = lookedAt
    if (revision > from) applied({ from, to: revision, changes: changed })
    return true
  }

  const takeStep = (): Waiter[] => {
    let keys = 0
    const upTo = waiting.findIndex((waiter) => (keys += waiter.keys.length) >= STEP)
    return waiting.splice(0, upTo < 0 ? waiting.length : upTo + 1)
  }

  const rested = (): boolean => ticker.now() >= lookedAt + BREATH_MS

  const run = async (): Promise<void> => {
    running = true
    while (!memory.gone && (waiting.length > 0 || (woken && rested()))) {
      const waiters = takeStep()
      try {
        const held = await step(waiters)
        if (held === 'gone') forget()
        for (const { keys, resolve } of waiters) {
          resolve(
            held === 'gone'
              ? held
              : seen(
                  memory,
                  keys.map((key) => held.get(key) as Entry),
                ),
          )
        }
      } catch (fault) {
        woken = false // the next look wakes it again
        if (waiters.length === 0) failed(fault)
        // Those who came meanwhile would only wait for the same store.
        for (const { reject } of [...waiters, ...waiting.splice(0)]) reject(fault)
      }
    }
    running = false
    if (memory.gone) for (const { resolve } of waiting.splice(0)) resolve('gone')
    else if (woken) rest()
  }

  const rest = (): void => {
    if (rested()) void run()
    else if (!resting) {
      resting = true
      ticker.after(lookedAt + BREATH_MS - ticker.now(), () => {
        resting = false
        if (!running) void run()
      })
    }
  }

  return {
    memory,
    ask: (keys) =>
      new Promise((resolve, reject) => {
        waiting.push({ keys, resolve, reject })
        if (!running) void run()
      }),
    wake: () => {
      woken = true
      if (!running) rest()
    },
  }
}
