import { LRUCache } from 'lru-cache'

/** The count of one article under one key, true at its site's `revision`. An unknown article is 0, of revision 0. */
export type Entry = {
  readonly key: string
  readonly site: SiteMemory
  count: number
  /** The revision of the article's last change. */
  revision: number
}

/** What this process holds of one site, for as long as the site's history is one and the same. */
export type SiteMemory = {
  readonly id: string
  /** Unlike that of any other memory of this process, so that nothing made from an older one is taken for current. */
  readonly generation: number
  readonly entries: Map<string, Entry>
  epoch: number
  /** Every event up to it is in every entry, and none after it; -1 before the first fill. */
  revision: number
  /** When the last question was put whose answer showed that `revision` was the newest. */
  confirmedAt: number
  askedAt: number
  /** Dropped: nothing may be answered from it any more. */
  gone: boolean
}

/** The entries of all sites under one cap; the least recently used ones leave first. */
export type Memory = {
  open(siteId: string): SiteMemory
  /** Finds an entry and notes its use. */
  find(site: SiteMemory, key: string): Entry | undefined
  keep(entry: Entry): void
  drop(site: SiteMemory): void
  size(): number
}

/** What an entry takes besides its key: itself, its places in two maps and in the list of uses. */
const ENTRY_BYTES = 200

/** An empty memory of at most so many bytes, roughly; it takes space as it fills, not before. */
export const createMemory = ({ maxBytes }: { maxBytes: number }): Memory => {
  let generations = 0
  // `max` would set the whole space aside at once.
  const used = new LRUCache<Entry, Entry>({
    maxSize: maxBytes,
    sizeCalculation: ({ key }) => ENTRY_BYTES + key.length,
    dispose: (entry) => {
      if (entry.site.entries.get(entry.key) === entry) entry.site.entries.delete(entry.key)
    },
  })

  return {
    open: (id) => ({
      id,
      generation: (generations += 1),
      entries: new Map(),
      epoch: 0,
      revision: -1,
      confirmedAt: -Infinity,
      askedAt: -Infinity,
      gone: false,
    }),
    find: (site, key) => {
      const entry = site.entries.get(key)
      if (entry) used.get(entry)
      return entry
    },
    keep: (entry) => {
      entry.site.entries.set(entry.key, entry)
      used.set(entry, entry)
    },
    drop: (site) => {
      site.gone = true
      for (const entry of site.entries.values()) used.delete(entry)
      site.entries.clear()
    },
    size: () => used.size,
  }
}
