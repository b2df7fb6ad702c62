import { LRUCache } from 'lru-cache'
import { MAX_ADDRESS } from '@parley/contracts'
import type { Counts } from '../counts/index.ts'

/** The first page of an article's comments in the bytes that are sent, and the site's revision that they name. */
export type FirstPage = { siteId: string; body: Buffer; revision: number }

/** A page as it was read, and the site's revision then. */
export type ReadPage = { revision: number; body: string }

/** What a page is of, in which generation of its site's keys it was asked for, and how to read it again. */
type Asked = { siteId: string; articleKey: string; generation: number | undefined; read: () => Promise<ReadPage> }

/** First pages by the address that asked for them. */
export type FirstPages = {
  /** A page that is known to be what the store would answer, at a moment of the counts' own time. */
  find(url: string, now: number): FirstPage | undefined
  /** A page that was kept and may have changed since: whose it is, and its reading, which a crowd shares. */
  again(url: string): { siteId: string; read(): Promise<Buffer> } | undefined
  /** Which generation of a site's keys is asked now; undefined while the site is not followed. */
  generationOf(siteId: string): number | undefined
  /** Keeps a page, if its site is followed and its generation is still what it was before the page was asked for; else follows it
   *  from now on. */
  keep(url: string, asked: Asked, page: ReadPage): void
  /** A site may have moved on to this revision: what is older is not answered from memory meanwhile. */
  hint(siteId: string, revision: number): void
}

/** Of pages, roughly. */
const PAGES_BYTES = 32 * 1_048_576
const LONGEST_URL = 2 * MAX_ADDRESS // the escapes of an address are escaped once more
const MOST_HINTS = 10_000
/** By then the site's follower has heard of it, or it was not so. */
const HINT_LIFE_MS = 1_000

type Kept = FirstPage & Asked & { page: ReadPage; digits: [from: number, to: number] }

/** Keeps first pages while the events that the counts follow say that nothing happened to their articles. */
export const createFirstPages = (counts: Pick<Counts, 'followed' | 'peek' | 'read' | 'now'>): FirstPages => {
  const pages = new LRUCache<string, Kept>({
    maxSize: PAGES_BYTES,
    sizeCalculation: ({ body }, url) => 500 + url.length + body.length,
  })
  // `max` would set room for all of them aside at once.
  const hints = new LRUCache<string, { revision: number; at: number }>({
    maxSize: MOST_HINTS,
    sizeCalculation: () => 1,
  })

  const isPast = (siteId: string, revision: number, now: number): boolean => {
    const hint = hints.get(siteId)
    return hint !== undefined && hint.revision > revision && now - hint.at < HINT_LIFE_MS
  }

  const keep = (url: string, asked: Asked, page: ReadPage): Kept | undefined => {
    const { siteId, articleKey, generation } = asked
    // Who asks next is told of an outage; what becomes of the article is followed from now on.
    if (!counts.peek(siteId, [articleKey])) counts.read(siteId, [articleKey]).catch(() => undefined)
    const site = counts.followed(siteId, counts.now())
    if (site === undefined || generation !== site.generation || url.length > LONGEST_URL) return undefined
    const known = pages.get(url)
    if (known?.page === page) return known // a crowd shared it
    const body = Buffer.from(page.body)
    const kept = { ...asked, page, revision: page.revision, body, digits: digitsIn(body) }
    pages.set(url, kept)
    return kept
  }

  return {
    find: (url, now) => {
      const page = pages.get(url)
      const seen = page && counts.peek(page.siteId, [page.articleKey])
      if (!seen || seen.generation !== page.generation) return undefined
      const [changedAt = Infinity] = seen.revisions
      const readAt = page.page.revision
      const revision = Math.max(seen.revision, readAt)
      if (changedAt > readAt || isPast(page.siteId, revision, now)) return undefined
      return tell(page, revision)
    },
    again: (url) => {
      const asked = pages.get(url)
      if (!asked || counts.followed(asked.siteId, counts.now())?.generation !== asked.generation) return undefined
      const read = async () => {
        const page = await asked.read()
        return keep(url, asked, page)?.body ?? Buffer.from(page.body)
      }
      return { siteId: asked.siteId, read }
    },
    generationOf: (siteId) => counts.followed(siteId, counts.now())?.generation,
    keep,
    hint: (siteId, revision) => {
      const known = hints.get(siteId)
      if (!known || revision > known.revision) hints.set(siteId, { revision, at: counts.now() })
    },
  }
}

const NAME = '"revision":'

/** Where a page's revision stands: in what is said after its comments, in whose texts a quotation mark is escaped. */
const digitsIn = (body: Buffer): Kept['digits'] => {
  const from = body.lastIndexOf(NAME) + NAME.length
  return [from, body.indexOf(',', from)]
}

/** What stands as it was read is true of every revision since, and must not seem older than what else this process tells. */
const tell = (page: Kept, revision: number): FirstPage => {
  if (revision === page.revision) return page
  const [from, to] = page.digits
  const digits = Buffer.from(String(revision))
  const body = Buffer.concat([page.body.subarray(0, from), digits, page.body.subarray(to)])
  return Object.assign(page, { revision, body, digits: [from, from + digits.length] })
}
