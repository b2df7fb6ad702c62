import { randomBytes } from 'node:crypto'
import { MAX_COUNTS } from '@parley/contracts'
import { followSite, seen, within, type Follower, type Seen } from './follower.ts'
import { createMemory, type Entry } from './memory.ts'
import { systemTicker, type CountsStore, type Ticker } from './ports.ts'

/** A count is answered only when the store confirmed within so many milliseconds that nothing newer is known. */
export const FRESH_MS = 1_000
/** How often one query asks where every followed site stands. */
export const LOOK_MS = 300
/** A cursor further back than so many events is told to start afresh. */
export const WINDOW = 100_000
const IDLE_MS = 10 * 60_000

/** What changed after a revision: counts by key. */
export type Changed = {
  counts: [key: string, count: number][]
  revision: number
  generation: number
  more?: true
  reset?: true
}

/** The published counts that this process holds; it follows every site it was asked about. */
export type Counts = {
  /** Unlike that of any other process, so that no entity tag of another is taken for one of this. */
  readonly boot: string
  /** The counts of some keys from memory alone, when all are there and fresh. Never waits. */
  peek(siteId: string, keys: readonly string[]): Seen | undefined
  /** The counts of some keys, read from the store where they are missing or not known to be fresh. */
  read(siteId: string, keys: readonly string[]): Promise<Seen>
  /** What changed after a revision, in the whole site or among some keys; at most 1,000 articles. */
  since(siteId: string, since: number, keys?: readonly string[]): Promise<Changed>
  /** The same from memory alone, when it can be told from there. */
  peekSince(siteId: string, since: number, keys?: readonly string[]): Changed | undefined
  /** The moment, in milliseconds of a time that never jumps. */
  now(): number
  /** The followed revision of a site, when it is known to be fresh at this moment. */
  followed(siteId: string, now: number): { revision: number; generation: number } | undefined
  /** A site may have moved on to this revision: a wake-up, never believed. */
  nudge(siteId: string, revision: number): void
  /** How much is held. */
  size(): { sites: number; entries: number; drops: number }
  close(): Promise<void>
}

const changedAfter = (since: number, keys: readonly string[], { counts, revisions }: Seen): [string, number][] =>
  keys.flatMap((key, at): [string, number][] =>
    (revisions[at] as number) > since ? [[key, counts[at] as number]] : [],
  )

/** Starts with nothing held and looks after the sites it is asked about until it is closed. */
export const createCounts = ({
  store,
  log,
  ticker = systemTicker,
  maxBytes = 96 * 1_048_576,
  window = WINDOW,
}: {
  store: CountsStore
  log: { warn(line: object): void; info(line: object): void }
  ticker?: Ticker
  /** Of entries, roughly; 100,000 articles take about 28 MB. */
  maxBytes?: number
  window?: number
}): Counts => {
  const memory = createMemory({ maxBytes })
  const followers = new Map<string, Follower>()
  let drops = 0
  let closed = false
  let away = false

  const failed = (err: unknown): void => {
    if (!away) log.warn({ event: 'counts.store-away', err }) // once an outage, not once a look
    away = true
  }

  const drop = (follower: Follower, why: string): void => {
    const { id } = follower.memory
    memory.drop(follower.memory)
    if (followers.get(id) === follower) followers.delete(id)
    drops += 1
    log.info({ event: 'counts.dropped', siteId: id, why })
  }

  const follow = (siteId: string): Follower => {
    const known = followers.get(siteId)
    if (known && !known.memory.gone) return known
    const follower = followSite({ memory: memory.open(siteId), all: memory, store, ticker, failed })
    followers.set(siteId, follower)
    return follower
  }

  const isFresh = ({ memory: { confirmedAt } }: Follower, now: number): boolean => now - confirmedAt <= FRESH_MS

  const ask = async (siteId: string, keys: readonly string[]): Promise<Seen> => {
    for (let tries = 0; tries < 4; tries += 1) {
      const follower = follow(siteId)
      const answer = await follower.ask(keys)
      if (answer !== 'gone') return answer
      if (followers.get(siteId) === follower) drop(follower, 'history')
    }
    throw new Error('the history of a site changed four times within one question')
  }

  const peek = (siteId: string, keys: readonly string[]): Seen | undefined => {
    const follower = followers.get(siteId)
    const now = ticker.now()
    if (!follower || follower.memory.gone || !isFresh(follower, now)) return undefined
    const entries: Entry[] = []
    for (const key of keys) {
      const entry = memory.find(follower.memory, key)
      if (!entry) return undefined
      entries.push(entry)
    }
    follower.memory.askedAt = now
    return seen(follower.memory, entries)
  }

  const read = async (siteId: string, keys: readonly string[]): Promise<Seen> => {
    const found = peek(siteId, keys)
    if (found) return found
    follow(siteId).memory.askedAt = ticker.now()
    return ask(siteId, keys)
  }

  const peekSince = (siteId: string, since: number, keys?: readonly string[]): Changed | undefined => {
    const now = peek(siteId, [])
    if (!now || since > now.revision) return undefined
    const { revision, generation } = now
    if (revision - since > window) return { counts: [], revision, generation, reset: true }
    if (revision === since) return { counts: [], revision, generation }
    const there = keys && peek(siteId, keys)
    return there && { counts: changedAfter(since, keys, there), revision, generation }
  }

  const since: Counts['since'] = async (siteId, after, keys) => {
    const found = peekSince(siteId, after, keys)
    if (found) return found
    let at = peek(siteId, []) ?? (await ask(siteId, []))
    // Another process may have told of events that this one has yet to see.
    if (after > at.revision) at = await ask(siteId, [])
    if (after > at.revision) return { counts: [], revision: at.revision, generation: at.generation, reset: true }
    const near = peekSince(siteId, after, keys)
    if (near) return near
    if (keys) {
      const there = await ask(siteId, keys)
      return { counts: changedAfter(after, keys, there), revision: there.revision, generation: there.generation }
    }
    const page = await within(ticker, store.counts.changes(siteId, after, MAX_COUNTS.changes))
    const counts = page.changes.flatMap(({ keys: names, count }) => names.map((key): [string, number] => [key, count]))
    const upTo = page.more ? (page.changes.at(-1)?.revision ?? after) : page.revision
    // What this process said once must not be ahead of what it says next.
    const { generation } = upTo > at.revision ? await ask(siteId, []) : at
    return { counts, revision: upTo, generation, ...(page.more && { more: true }) }
  }

  // ── looking ──
  const look = async (): Promise<void> => {
    const now = ticker.now()
    for (const follower of followers.values()) {
      if (now - follower.memory.askedAt > IDLE_MS) drop(follower, 'idle')
    }
    const followed = [...followers.values()].filter((follower) => follower.memory.revision >= 0)
    if (followed.length === 0) return
    const before = followed.map((follower) => follower.memory.revision)
    const found = await within(ticker, store.sites.revisions(followed.map((follower) => follower.memory.id)))
    if (away) log.info({ event: 'counts.store-back' })
    away = false
    for (const [at, follower] of followed.entries()) {
      const { memory: site } = follower
      const stands = found.get(site.id)
      if (site.gone) continue
      if (stands?.epoch !== site.epoch || stands.revision < (before[at] as number)) drop(follower, 'history')
      else if (stands.revision > site.revision) follower.wake()
      else site.confirmedAt = Math.max(site.confirmedAt, now)
    }
  }

  let cancel = (): void => {}
  const lookAgain = (): void => {
    cancel = ticker.after(LOOK_MS, () => {
      void look()
        .catch(failed)
        .finally(() => closed || lookAgain())
    })
  }
  lookAgain()

  return {
    boot: randomBytes(6).toString('base64url'),
    peek,
    read,
    peekSince,
    since,
    now: ticker.now,
    followed: (siteId, now) => {
      const follower = followers.get(siteId)
      if (!follower || follower.memory.gone || !isFresh(follower, now)) return undefined
      follower.memory.askedAt = now
      return follower.memory
    },
    nudge: (siteId, revision) => {
      const follower = followers.get(siteId)
      if (follower && revision > follower.memory.revision) follower.wake()
    },
    size: () => ({ sites: followers.size, entries: memory.size(), drops }),
    close: async () => {
      closed = true
      cancel()
    },
  }
}
