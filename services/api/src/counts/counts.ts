import { randomBytes } from 'node:crypto'
import { ProblemError } from '@parley/contracts'
import { isStoreAway } from '@parley/store'
import { followSite, seen, within, type Applied, type Follower, type Seen } from './follower.ts'
import { createMemory, type Entry, type SiteMemory } from './memory.ts'
import { createSince, type Changed } from './since.ts'
import { systemTicker, type CountsStore, type Ticker } from './ports.ts'

/** A count is answered only when the store confirmed within so many milliseconds that nothing newer is known. */
export const FRESH_MS = 1_000
/** How often one query asks where every followed site stands. */
export const LOOK_MS = 300
const IDLE_MS = 10 * 60_000

/** Hears what becomes of a site's counts. After `dropped` its history is another, and nothing is followed until it is asked for. */
export type Watcher = { applied(step: Applied): void; dropped(): void }

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
  /** What was answered for a site is void, for the same names may lead elsewhere now: it gets another generation. */
  renew(siteId: string): void
  /** Follows a site until the answer is called, however long nobody asks for it. */
  watch(siteId: string, watcher: Watcher): () => void
  /** How much is held. */
  size(): { sites: number; entries: number; drops: number }
  close(): Promise<void>
}

/** Starts with nothing held and looks after the sites it is asked about until it is closed. */
export const createCounts = ({
  store,
  log,
  ticker = systemTicker,
  maxBytes = 96 * 1_048_576,
  window,
}: {
  store: CountsStore
  log: { warn(line: object): void; info(line: object): void }
  ticker?: Ticker
  /** Of entries, roughly; 100,000 articles take about 28 MB. */
  maxBytes?: number
  /** How many events back a cursor may be. */
  window?: number
}): Counts => {
  const memory = createMemory({ maxBytes })
  const followers = new Map<string, Follower>()
  const watchers = new Map<string, Set<Watcher>>()
  let drops = 0
  let closed = false
  let away = false

  const failed = (err: unknown): void => {
    if (!away) log.warn({ event: 'counts.store-away', err }) // once an outage, not once a look
    away = true
  }

  /** Whoever asks while the store is away hears just that; the log hears of it once. */
  const unavailable = (fault: unknown): never => {
    if (fault instanceof ProblemError || !isStoreAway(fault)) throw fault
    failed(fault)
    throw new ProblemError('unavailable', { headers: { 'Retry-After': '1' } })
  }

  const forget = (site: SiteMemory, why: string): void => {
    if (site.gone) return
    memory.drop(site)
    followers.delete(site.id)
    drops += 1
    log.info({ event: 'counts.dropped', siteId: site.id, why })
    for (const watcher of watchers.get(site.id) ?? []) watcher.dropped()
  }

  const follow = (siteId: string): Follower => {
    const known = followers.get(siteId)
    if (known) return known
    const site = memory.open(siteId)
    const follower = followSite({
      memory: site,
      all: memory,
      store,
      ticker,
      failed,
      forget: () => forget(site, 'history'),
      applied: (step) => watchers.get(siteId)?.forEach((watcher) => watcher.applied(step)),
    })
    followers.set(siteId, follower)
    return follower
  }

  const isFresh = ({ memory: { confirmedAt } }: Follower, now: number): boolean => now - confirmedAt <= FRESH_MS

  const ask = async (siteId: string, keys: readonly string[]): Promise<Seen> => {
    for (let tries = 0; tries < 4; tries += 1) {
      const follower = follow(siteId)
      follower.memory.askedAt = ticker.now()
      const answer = await follower.ask(keys).catch(unavailable)
      if (answer !== 'gone') return answer
    }
    throw new Error('the history of a site changed four times within one question')
  }

  const peek = (siteId: string, keys: readonly string[]): Seen | undefined => {
    const follower = followers.get(siteId)
    const now = ticker.now()
    if (!follower || !isFresh(follower, now)) return undefined
    const entries: Entry[] = []
    for (const key of keys) {
      const entry = memory.find(follower.memory, key)
      if (!entry) return undefined
      entries.push(entry)
    }
    follower.memory.askedAt = now
    return seen(follower.memory, entries)
  }

  const read = async (siteId: string, keys: readonly string[]): Promise<Seen> => peek(siteId, keys) ?? ask(siteId, keys)

  const changes: CountsStore['counts']['changes'] = (...question) =>
    within(ticker, store.counts.changes(...question)).catch(unavailable)
  const { peekSince, since } = createSince({ peek, ask, changes, ...(window !== undefined && { window }) })

  const look = async (): Promise<void> => {
    const now = ticker.now()
    for (const follower of followers.values()) {
      const { askedAt, id } = follower.memory
      if (now - askedAt > IDLE_MS && !watchers.has(id)) forget(follower.memory, 'idle')
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
      if (stands?.epoch !== site.epoch || stands.revision < (before[at] as number)) forget(site, 'history')
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
      if (!follower || !isFresh(follower, now)) return undefined
      follower.memory.askedAt = now
      return follower.memory
    },
    nudge: (siteId, revision) => {
      const follower = followers.get(siteId)
      if (follower && revision > follower.memory.revision) follower.wake()
    },
    renew: (siteId) => {
      const follower = followers.get(siteId)
      if (follower) forget(follower.memory, 'hosts')
    },
    watch: (siteId, watcher) => {
      const all = watchers.get(siteId) ?? new Set()
      watchers.set(siteId, all.add(watcher))
      return () => {
        all.delete(watcher)
        if (all.size === 0 && watchers.get(siteId) === all) watchers.delete(siteId)
      }
    },
    size: () => ({ sites: followers.size, entries: memory.size(), drops }),
    close: async () => {
      closed = true
      cancel()
    },
  }
}
