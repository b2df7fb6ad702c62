import type { Stats } from '@parley/store'

/** What waits for a first decision, as it was a moment ago; nothing before the first look. */
export type Backlog = () => Pick<Stats, 'pending' | 'oldestPendingMs'> & { ofSite: ReadonlyMap<string, number> }

const LIFE_MS = 2_000

/** Looks at what waits only as often as somebody asks, every two seconds at most. Nobody waits for it: the next one hears. A store
 *  that is away leaves what was known. */
export const watchBacklog = ({ store, now }: { store: { stats(): Promise<Stats> }; now: () => number }): Backlog => {
  let known: ReturnType<Backlog> = { pending: 0, oldestPendingMs: 0, ofSite: new Map() }
  let lookedAt = -Infinity
  let looking = false
  const look = async (): Promise<void> => {
    looking = true
    const stats = await store.stats().catch(() => undefined)
    if (stats) known = { ...stats, ofSite: new Map(stats.bySite.map(({ siteId, pending }) => [siteId, pending])) }
    lookedAt = now()
    looking = false
  }
  return () => {
    if (!looking && now() - lookedAt > LIFE_MS) void look()
    return known
  }
}
