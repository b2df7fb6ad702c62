import type { Counts } from './counts.ts'
import type { Seen } from './follower.ts'
import { createKeys, type KeySite } from './keys.ts'
import type { Question } from './question.ts'
import type { Changed } from './since.ts'

/** A finished answer. Its entity tag is weak: `revision` moves on while the counts stay as they are. */
export type Answer = { body: string; etag: string; revision: number; generation: number }

/** Answers questions from the counts: `now` from memory alone if it can, `later` in any case. */
export type Answers = {
  now(site: KeySite, question: Question, part?: 'query' | 'body'): Answer | undefined
  later(site: KeySite, question: Question, part?: 'query' | 'body'): Promise<Answer>
}

/** How long an answer may be kept by caches: as long as a change may take to be known anyway. */
export const CACHE_CONTROL = 'public, max-age=1, stale-while-revalidate=5'

/** Renders what the counts say, under the names that were asked for. */
export const createAnswers = (counts: Pick<Counts, 'boot' | 'peek' | 'read' | 'peekSince' | 'since'>): Answers => {
  const keysOf = createKeys()

  const all = (articles: readonly string[], seen: Seen): Answer => ({
    body: `{"counts":${record(articles, seen.counts)},"revision":${seen.revision}}`,
    etag: `W/"${counts.boot}.${seen.generation}.${newest(seen.revisions)}"`,
    revision: seen.revision,
    generation: seen.generation,
  })

  const changes = (changed: Changed, names: ReadonlyMap<string, string[]> | undefined): Answer => {
    const told = changed.counts.flatMap(([key, count]) =>
      (names?.get(key) ?? [key]).map((name): [string, number] => [name, count]),
    )
    const rest = `${changed.more ? ',"more":true' : ''}${changed.reset ? ',"reset":true' : ''}`
    return {
      body: `{"counts":${record(
        told.map(([name]) => name),
        told.map(([, count]) => count),
      )},"revision":${changed.revision}${rest}}`,
      etag: `W/"${counts.boot}.${changed.generation}.since.${changed.revision}"`,
      revision: changed.revision,
      generation: changed.generation,
    }
  }

  return {
    now: (site, { articles, since }, part = 'query') => {
      const keys = keysOf(site, articles, part)
      if (since === undefined) {
        const seen = counts.peek(site.id, keys)
        return seen && all(articles, seen)
      }
      const changed = counts.peekSince(site.id, since, some(keys))
      return changed && changes(changed, namesOf(articles, keys))
    },
    later: async (site, { articles, since }, part = 'query') => {
      const keys = keysOf(site, articles, part)
      if (since === undefined) return all(articles, await counts.read(site.id, keys))
      return changes(await counts.since(site.id, since, some(keys)), namesOf(articles, keys))
    },
  }
}

const some = (keys: string[]): string[] | undefined => (keys.length > 0 ? [...new Set(keys)] : undefined)

/** Several names may lead to one key. */
const namesOf = (articles: readonly string[], keys: readonly string[]): Map<string, string[]> | undefined =>
  keys.length > 0 ? Map.groupBy(articles, (_, at) => keys[at] as string) : undefined

/** Counts by name as JSON, written by hand: an object would reorder keys that look like numbers, and `__proto__` would vanish. */
export const record = (names: readonly string[], counts: readonly number[]): string => {
  let text = '{'
  for (let at = 0; at < names.length; at += 1) {
    text += `${at === 0 ? '' : ','}${JSON.stringify(names[at])}:${counts[at]}`
  }
  return `${text}}`
}

const newest = (revisions: readonly number[]): number => {
  let most = 0
  for (const revision of revisions) if (revision > most) most = revision
  return most
}
