import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { keyIn } from '../../article-key.ts'
import { createCursors } from '../../cursor.ts'
import { PAGE_CACHE_CONTROL, shareReads, type ReadPage } from '../../first-pages/index.ts'
import { route } from '../../http/route.ts'
import { visibleCommentOf } from '../../views/comment.ts'

const PAGE = 50

/** GET /v1/sites/{site}/comments: one page of an article's visible comments; an unknown article has none. */
export const listComments = ({ store, secrets, firstPages }: Pick<Deps, 'store' | 'secrets' | 'firstPages'>) => {
  const cursors = createCursors(secrets.cursors)
  // A crowd comes for the same first page.
  const shared = shareReads<ReadPage>()
  return route(endpoints.listComments, async (c, { query: { article, sort, after, limit = PAGE } }) => {
    const site = c.get('site')
    const generation = firstPages.generationOf(site.id)
    const articleKey = keyIn(site, article, { in: 'query', pointer: '/article' })
    const list = `comments\n${site.id}\n${sort}\n${articleKey}`
    const make = async (): Promise<ReadPage> => {
      const page = await store.comments.listVisible({
        siteId: site.id,
        articleKey,
        sort,
        after: after === undefined ? undefined : cursors.open(list, after),
        limit,
      })
      const body = JSON.stringify({
        comments: page.comments.map(visibleCommentOf),
        ...(page.next !== undefined && { next: cursors.seal(list, page.next) }),
        publishedCount: page.publishedCount,
        revision: page.revision,
        closed: page.closed,
      })
      return { revision: page.revision, body }
    }
    const read = () => (after === undefined ? shared(`${limit}\n${list}`, make) : make())
    const page = await read()
    const url = c.env?.incoming?.url // absent where a test asks without a server
    if (after === undefined && url !== undefined)
      firstPages.keep(url, { siteId: site.id, articleKey, generation, read }, page)
    c.header('Cache-Control', PAGE_CACHE_CONTROL)
    return c.body(page.body, 200, { 'Content-Type': 'application/json' })
  })
}
