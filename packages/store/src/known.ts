/** The newest revision of each site that this process was told of. */
export type Known = { note(siteId: string, revision: number): void; of(siteId: string): number }

const MOST_SITES = 100_000

/** Remembers revisions of the sites that were told of last. */
export const rememberRevisions = (): Known => {
  const known = new Map<string, number>()
  return {
    of: (siteId) => known.get(siteId) ?? 0,
    note: (siteId, revision) => {
      const before = known.get(siteId)
      if (before !== undefined && revision <= before) return
      known.delete(siteId)
      known.set(siteId, revision)
      const [oldest] = known.size > MOST_SITES ? known.keys() : []
      if (oldest !== undefined) known.delete(oldest)
    },
  }
}
