import { endpoints, type SetsAnswer } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { createKeys } from '../../counts/index.ts'
import { route } from '../../http/route.ts'

/** GET /v1/sites/{site}/sets: counts by language version and merged, all of them as they were at one revision. */
export const readSets = ({ store, counts }: Pick<Deps, 'store' | 'counts'>) => {
  const keysOf = createKeys()
  return route(endpoints.readSets, async (c, { query: { article } }) => {
    const site = c.get('site')
    const names = [...new Set(typeof article === 'string' ? [article] : article)]
    const keys = keysOf(site, names, 'query')
    const sets = await store.articles.sets(site.id, keys)
    const versions = keys.map((key) => sets.get(key) ?? [{ key }])
    const all = [...new Set(versions.flat().map(({ key }) => key))]
    const { counts: found, revision } = await counts.read(site.id, all)
    const countOf = new Map(all.map((key, at) => [key, found[at] ?? 0]))

    const answer: SetsAnswer = { sets: Object.create(null) as SetsAnswer['sets'], revision }
    for (const [at, name] of names.entries()) {
      const articles = (versions[at] ?? []).map((version) => ({ ...version, count: countOf.get(version.key) ?? 0 }))
      answer.sets[name] = { merged: articles.reduce((sum, { count }) => sum + count, 0), articles }
    }
    c.header('Cache-Control', 'public, max-age=1, stale-while-revalidate=5')
    return c.json(answer)
  })
}
