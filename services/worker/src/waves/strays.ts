import type { Arrival } from '@parley/store'

/** Comments alike in part to others, which found no wave yet: of a campaign's first ones, too few others were there. And comments that
 *  could not join theirs while the store was away. */
export type Strays = {
  /** Takes a site's out, to be tried once more. */
  take(siteId: string): Arrival[]
  keep(siteId: string, arrivals: readonly Arrival[]): void
}

const TRIES = 10
const MOST_A_SITE = 100
const MOST_SITES = 100

/** Remembers strays for a few tries, a bounded number of them, in this process's memory only. */
export const rememberStrays = (): Strays => {
  const bySite = new Map<string, { arrival: Arrival; tries: number }[]>()
  const taken = new WeakMap<Arrival, number>()
  return {
    take: (siteId) => {
      const known = bySite.get(siteId) ?? []
      bySite.delete(siteId)
      for (const { arrival, tries } of known) taken.set(arrival, tries)
      return known.map(({ arrival }) => arrival)
    },
    keep: (siteId, arrivals) => {
      const more = arrivals.map((arrival) => ({ arrival, tries: (taken.get(arrival) ?? 0) + 1 }))
      const kept = [...(bySite.get(siteId) ?? []), ...more.filter(({ tries }) => tries <= TRIES)].slice(-MOST_A_SITE)
      bySite.delete(siteId)
      if (kept.length > 0) bySite.set(siteId, kept)
      const [oldest] = bySite.keys()
      if (bySite.size > MOST_SITES && oldest !== undefined) bySite.delete(oldest)
    },
  }
}
