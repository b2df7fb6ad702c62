import { ask } from './http.ts'
import type { Book } from './book.ts'
import { sites, type Kept, type World } from './world.ts'

/** How many articles each site has. */
export const ARTICLES = 5
/** The key of an article. */
export const articleOf = (nth: number): string => `news-${nth}`

type Comment = { id: string; html?: string; status: string }
type Walk = { ids: string[]; whole: boolean }

/** Reads an article's comments page by page to the end. */
export const walk = async (book: Book, api: Kept, site: string, article: string): Promise<Walk> => {
  const ids: string[] = []
  for (let after = ''; ;) {
    const path = `/v1/sites/${site}/comments?article=${article}&sort=old&limit=20${after && `&after=${after}`}`
    const { status, json } = await ask(book, api.url + path)
    if (status !== 200) return { ids, whole: false }
    for (const { id, html = '' } of json['comments'] as Comment[]) {
      ids.push(id)
      const known = book.byId.get(id)
      if (known && known.site !== site) book.breach('H', `a comment of ${known.site} is shown by ${site}`)
      const foreign = sites.find((other) => other !== site && html.includes(`(${other})`))
      if (foreign) book.breach('H', `a text of ${foreign} is shown by ${site}`)
    }
    if (json['next'] === undefined) return { ids, whole: true }
    after = String(json['next'])
  }
}

/** Reads one process's counts and remembers how far it was: revisions never go back within a life. */
export const watchCounts = (book: Book) => {
  const seen = new Map<string, number>()
  return async (api: Kept, site: string): Promise<{ revision: number; counts: Record<string, number> } | undefined> => {
    const life = api.life()
    const query = Array.from({ length: ARTICLES }, (_, nth) => `article=${articleOf(nth)}`).join('&')
    const place = `${api.name} ${life} ${site}`
    const before = seen.get(place) ?? 0
    const { status, json } = await ask(book, `${api.url}/v1/sites/${site}/counts?${query}`)
    if (status !== 200 || api.life() !== life) return undefined
    const revision = Number(json['revision'])
    if (revision < before) book.breach('E', `${place} went back from ${before} to ${revision}`)
    seen.set(place, Math.max(seen.get(place) ?? 0, revision))
    const counts = json['counts'] as Record<string, number>
    for (const [key, count] of Object.entries(counts)) if (count < 0) book.breach('D', `${site} ${key} counts ${count}`)
    return { revision, counts }
  }
}

/** Walks pages and reads counts over and over. */
export const startReader = async (
  world: World,
  book: Book,
  { nth, going }: { nth: number; going: () => boolean },
): Promise<void> => {
  const counts = watchCounts(book)
  for (let turn = nth; going(); turn += 1) {
    const api = world.apis[turn % world.apis.length] as Kept
    const site = sites[turn % sites.length] as string
    await counts(api, site)
    const { ids } = await walk(book, api, site, articleOf(turn % ARTICLES))
    if (new Set(ids).size !== ids.length) book.breach('G', `a walk through ${site} shows a comment twice`)
    if (ids.toSorted().join() !== ids.join()) book.breach('G', `a walk through ${site} is out of order`)
  }
}
