import { LRUCache } from 'lru-cache'
import type { Site, Store } from '@parley/store'

/** Sites by id, remembered for five seconds; also that there is none. */
export type Sites = {
  find(siteId: string): Promise<Site | undefined>
  /** A site that was found within the last seconds; asks for it again before that is over, but never for one that is not known. */
  peek(siteId: string): Site | undefined
  /** What this process changed is true here at once. */
  forget(siteId: string): void
}

/** How long another process may still see a site as it was, in milliseconds. */
export const SITE_LIFE_MS = 5_000

const MOST = 2_000

/** One query for however many ask at once. While the store is away the last answer stands, so that counts are served on. `hostsChanged`
 *  hears of a site whose hosts are others than when it was found before: its articles' addresses may lead to other keys now. */
export const createSites = (
  { sites }: { sites: Pick<Store['sites'], 'find'> },
  hostsChanged: (siteId: string) => void = () => undefined,
): Sites => {
  const hosts = new LRUCache<string, string>({ max: MOST })
  const find = async (siteId: string): Promise<Site | undefined> => {
    const site = await sites.find(siteId)
    if (!site) return undefined
    const before = hosts.get(siteId)
    const now = site.hosts.join(' ')
    hosts.set(siteId, now)
    if (before !== undefined && before !== now) hostsChanged(siteId)
    return site
  }
  const known = new LRUCache<string, { site: Site | undefined }>({
    max: MOST,
    ttl: SITE_LIFE_MS,
    allowStaleOnFetchRejection: true,
    noDeleteOnStaleGet: true, // what is old is still what stands while the store is away
    fetchMethod: async (siteId) => ({ site: await find(siteId) }),
  })
  return {
    peek: (siteId) => {
      const site = known.get(siteId)?.site
      if (site && known.getRemainingTTL(siteId) < SITE_LIFE_MS / 2)
        known.fetch(siteId, { forceRefresh: true }).catch(() => undefined)
      return site
    },
    // A look that was forgotten on its way answers nothing, which is not to say that there is no site.
    find: async (siteId) => (known.get(siteId) ?? (await known.fetch(siteId)) ?? { site: await find(siteId) }).site,
    forget: (siteId) => void known.delete(siteId),
  }
}
