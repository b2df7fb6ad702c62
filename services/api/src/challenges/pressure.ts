import { LRUCache } from 'lru-cache'
import type { Backlog } from '../limits/backlog.ts'

/** How hard it should be to comment just now. */
export type Pressure = {
  /** 0 when all is calm, up to 4; the harder of what the queue and the network's last comments say. */
  level(siteId: string, network: string): Promise<number>
  /** A network sent a comment. It is known by its HMAC of the day, in this process's memory, for ten minutes. */
  sent(siteId: string, network: string, commentId: string): void
}

type Needs = {
  store: {
    comments: { countRejected(siteId: string, ids: readonly string[]): Promise<number> }
  }
  backlog: Backlog
  now(): number
}

/** How many waiting comments, of which the oldest has waited how many seconds, make which level. Few that wait long, or many
 *  that wait briefly, are a night's rest of the worker or a good day. */
const QUEUE = [
  { level: 3, pending: 1_000, seconds: 600 },
  { level: 2, pending: 500, seconds: 180 },
  { level: 1, pending: 200, seconds: 60 },
  { level: 3, pending: 200_000, seconds: 0 },
  { level: 2, pending: 100_000, seconds: 0 },
  { level: 1, pending: 50_000, seconds: 0 },
] as const
/** How many rejected ones among a network's last twenty make which level. */
const REJECTED = [
  [15, 4],
  [10, 3],
  [7, 2],
  [5, 1],
] as const
const LAST = 20
const MEMORY_MS = 600_000
const NETWORK_LIFE_MS = 5_000

type Known = { siteId: string; ids: string[]; rejected: number; askedAt: number }

/** The level that a queue makes. */
export const queueLevel = ({ pending, oldestPendingMs }: Omit<ReturnType<Backlog>, 'ofSite'>): number =>
  Math.max(
    0,
    ...QUEUE.filter((step) => pending >= step.pending && oldestPendingMs >= step.seconds * 1_000).map(
      ({ level }) => level,
    ),
  )

/** Watches the networks only as often as somebody asks. A store that is away makes nothing harder. */
export const createPressure = ({ store, backlog, now }: Needs): Pressure => {
  // `max` would set room for all of them aside at once.
  const networks = new LRUCache<string, Known>({ maxSize: 20_000, sizeCalculation: () => 1, ttl: MEMORY_MS })

  const ofNetwork = async (siteId: string, network: string): Promise<number> => {
    const known = networks.get(`${siteId} ${network}`)
    const least = REJECTED.at(-1)?.[0] ?? 0
    if (!known || known.ids.length < least) return 0
    if (now() - known.askedAt > NETWORK_LIFE_MS) {
      known.askedAt = now()
      known.rejected = await store.comments.countRejected(siteId, known.ids).catch(() => 0)
    }
    return REJECTED.find(([count]) => known.rejected >= count)?.[1] ?? 0
  }

  return {
    level: async (siteId, network) => Math.max(queueLevel(backlog()), await ofNetwork(siteId, network)),
    sent: (siteId, network, commentId) => {
      const name = `${siteId} ${network}`
      const known = networks.get(name) ?? { siteId, ids: [], rejected: 0, askedAt: -Infinity }
      known.ids.push(commentId)
      if (known.ids.length > LAST) known.ids.shift()
      networks.set(name, known)
    },
  }
}
