import { LRUCache } from 'lru-cache'
import { MAX_ADDRESS } from '@parley/contracts'
import type { Counts } from '../counts/index.ts'

/** The first page of an article's comments in the bytes that are sent, true while its site stays at this revision. */
export type FirstPage = { siteId: string; revision: number; generation: number; body: Buffer }

/** First pages by the address that asked for them. */
export type FirstPages = {
  /** A page that is known to be what the store would answer, at a moment of the counts' own time. */
  find(url: string, now: number): FirstPage | undefined
  /** Which generation of a site's keys is asked now; undefined while the site is not followed. */
  generationOf(siteId: string): number | undefined
  /** Keeps a page that was read at a revision, if its site is followed and its generation is still what it was before the page was
   *  asked for; else follows it from now on. */
  keep(url: string, page: { siteId: string; revision: number; generation: number | undefined; body: string }): void
  /** A site may have moved on to this revision: what is older is not answered from memory meanwhile. */
  hint(siteId: string, revision: number): void
}

/** Of pages, roughly. */
const PAGES_BYTES = 32 * 1_048_576
const LONGEST_URL = 2 * MAX_ADDRESS // the escapes of an address are escaped once more
const MOST_HINTS = 10_000
/** By then the site's follower has heard of it, or it was not so. */
const HINT_LIFE_MS = 1_000

/** Keeps first pages while the revision that the counts follow says that nothing happened on their site. */
export const createFirstPages = (counts: Pick<Counts, 'followed' | 'read' | 'now'>): FirstPages => {
  const pages = new LRUCache<string, FirstPage>({
    maxSize: PAGES_BYTES,
    sizeCalculation: ({ body }, url) => 500 + url.length + body.length,
  })
  // `max` would set room for all of them aside at once.
  const hints = new LRUCache<string, { revision: number; at: number }>({
    maxSize: MOST_HINTS,
    sizeCalculation: () => 1,
  })

  const isPast = ({ siteId, revision }: FirstPage, now: number): boolean => {
    const hint = hints.get(siteId)
    return hint !== undefined && hint.revision > revision && now - hint.at < HINT_LIFE_MS
  }

  return {
    find: (url, now) => {
      const page = pages.get(url)
      if (!page || isPast(page, now)) return undefined
      const site = counts.followed(page.siteId, now)
      return site?.revision === page.revision && site.generation === page.generation ? page : undefined
    },
    generationOf: (siteId) => counts.followed(siteId, counts.now())?.generation,
    keep: (url, page) => {
      const site = counts.followed(page.siteId, counts.now())
      if (!site) return void counts.read(page.siteId, []).catch(() => undefined) // who asks next is told of the outage
      const { generation } = page
      if (url.length > LONGEST_URL || generation !== site.generation) return
      pages.set(url, { ...page, generation, body: Buffer.from(page.body) })
    },
    hint: (siteId, revision) => {
      const known = hints.get(siteId)
      if (!known || revision > known.revision) hints.set(siteId, { revision, at: counts.now() })
    },
  }
}
