import type { SiteFigures } from '@parley/store'

/** What is wrong with a restored database, site by site; empty when it is what was backed up. A site that did not change during the
 *  backup must be equal in every count; one that did must lie between how the backup found it and how it left it. */
export const compareFigures = (
  { before, after }: { before: readonly SiteFigures[]; after: readonly SiteFigures[] },
  restored: readonly SiteFigures[],
): string[] => {
  const found = new Map(restored.map((figures) => [figures.siteId, figures]))
  const left = new Map(after.map((figures) => [figures.siteId, figures]))
  return before.flatMap((first) => {
    const now = found.get(first.siteId)
    const last = left.get(first.siteId) ?? first
    return now ? compareSite(first, last, now) : [`site ${first.siteId} is missing`]
  })
}

const compareSite = (first: SiteFigures, last: SiteFigures, now: SiteFigures): string[] => {
  const within = (name: 'revision' | 'comments') =>
    now[name] >= first[name] && now[name] <= last[name]
      ? []
      : [`site ${now.siteId}: ${name} ${now[name]}, not ${between(first[name], last[name])}`]
  const stood = first.revision === last.revision
  const differs = now.published !== first.published || now.countsDigest !== first.countsDigest
  const counts =
    stood && differs ? [`site ${now.siteId}: counts that add up to ${now.published}, not ${first.published}`] : []
  return [...within('revision'), ...within('comments'), ...counts]
}

const between = (first: number, last: number) => (first === last ? String(first) : `${first} to ${last}`)
