import type { Deps } from '../../context.ts'
import { demoArticleKey, demoSite } from './articles.ts'
import type { CommentsPage } from './conversation.ts'
import type { Place } from './places.ts'

/** How many comments one page shows. */
export const PAGE = 50

/** Whose comments to read. */
export type Of = { siteId: string; articleKey: string }

/** The page of comments at a place, newest first. A place with nothing at it, or near the newest end, is the first page. */
export const readPage = async (
  { store }: Pick<Deps, 'store'>,
  { before, after }: Place,
  of: Of = { siteId: demoSite, articleKey: demoArticleKey },
): Promise<CommentsPage> => {
  const article = { ...of, limit: PAGE }
  if (after !== undefined) {
    const { comments, next, closed } = await store.comments.listVisible({ ...article, sort: 'old', after })
    const [oldest] = comments
    const newest = comments.at(-1)
    if (next !== undefined && oldest && newest) {
      return { comments: comments.toReversed(), newer: newest.id, older: oldest.id, closed }
    }
  }
  const { comments, next, closed } = await store.comments.listVisible({
    ...article,
    sort: 'new',
    ...(after === undefined && before !== undefined && { after: before }),
  })
  const [newest] = comments
  if (before !== undefined && after === undefined && newest === undefined) return readPage({ store }, {}, of)
  return {
    comments,
    closed,
    ...(before !== undefined && after === undefined && newest && { newer: newest.id }),
    ...(next !== undefined && { older: next }),
  }
}
