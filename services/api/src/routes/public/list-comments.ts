import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { foldKey } from '../../article-key.ts'
import { createCursors } from '../../cursor.ts'
import { route } from '../../http/route.ts'
import { visibleCommentOf } from '../../views/comment.ts'

const PAGE = 50

/** GET /v1/sites/{site}/comments: one page of an article's visible comments; an unknown article has none. */
export const listComments = ({ store, secrets }: Pick<Deps, 'store' | 'secrets'>) => {
  const cursors = createCursors(secrets.cursors)
  return route(endpoints.listComments, async (c, { query: { article, sort, after, limit = PAGE } }) => {
    const site = c.get('site')
    const articleKey = foldKey(site, article)
    const list = `comments\n${site.id}\n${sort}\n${articleKey}`
    const page = await store.comments.listVisible({
      siteId: site.id,
      articleKey,
      sort,
      after: after === undefined ? undefined : cursors.open(list, after),
      limit,
    })
    c.header('Cache-Control', 'public, max-age=1, stale-while-revalidate=5')
    return c.json({
      comments: page.comments.map(visibleCommentOf),
      ...(page.next !== undefined && { next: cursors.seal(list, page.next) }),
      publishedCount: page.publishedCount,
      revision: page.revision,
      closed: page.closed,
    })
  })
}
