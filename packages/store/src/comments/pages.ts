import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import type { Db } from '../database.ts'

/** What readers see of a comment; a tombstone (`deleted`) has neither author nor text. */
export type VisibleComment = {
  id: string
  parentId?: string
  rootId: string
  depth: number
  status: Extract<Status, 'published' | 'deleted'>
  authorName?: string
  html?: string
  version: number
  edited: boolean
  createdAt: Date
}

/** A page of an article's comments. `revision` is the site's when it was read. */
export type Page = {
  comments: VisibleComment[]
  next?: string
  publishedCount: number
  revision: number
  closed: boolean
}

/** The visible comments of an article by age, in keyset pages: `after` is the last id of the page before. A tombstone that no
 *  published reply hangs under is left out. An unknown article is an empty page. */
export const listVisible =
  (db: Db) =>
  async ({
    siteId,
    articleKey,
    sort,
    after,
    limit,
  }: {
    siteId: string
    articleKey: string
    sort: 'new' | 'old'
    after?: string | undefined
    limit: number
  }): Promise<Page> => {
    const order = sort === 'old' ? { past: sql`>`, by: sql`asc` } : { past: sql`<`, by: sql`desc` }
    const { rows } = await sql<Read>`
      select s.revision, coalesce(a.count, 0) as count, coalesce(a.closed, false) as closed, c.comments
      from site s
      left join lateral (
        select id, published_count as count, closed_at is not null as closed from article
        where site_id = s.id and key = ${articleKey}
        union all
        select named.id, named.published_count, named.closed_at is not null from article_alias l
        join article named on named.site_id = l.site_id and named.id = l.article_id
        where l.site_id = s.id and l.alias = ${articleKey}
        limit 1
      ) a on true
      left join lateral (
        select json_agg(json_strip_nulls(json_build_object(
          'id', id, 'parentId', parent_id, 'rootId', root_id, 'depth', depth, 'status', status,
          'authorName', case when status = 'published' then author_name end,
          'html', case when status = 'published' then html end,
          'version', shown_version, 'edited', shown_version > 1, 'createdAt', created_at))) as comments
        from (
          select c.*, t.html from comment c
          left join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.shown_version
          where c.site_id = s.id and c.article_id = a.id and c.visible
            ${after === undefined ? sql`` : sql`and c.id ${order.past} ${after}::uuid`}
            and (c.status = 'published' or c.id in (${answeredTombstones}))
          order by c.id ${order.by} limit ${limit + 1}
        ) listed
      ) c on true
      where s.id = ${siteId}`.execute(db)
    const [read] = rows
    if (!read) return { comments: [], publishedCount: 0, revision: 0, closed: false }
    const { comments: found, count, revision, closed } = read
    const comments = (found ?? [])
      .slice(0, limit)
      .map((comment) => ({ ...comment, createdAt: new Date(comment.createdAt) }))
    const last = comments.at(-1)
    return {
      comments,
      ...((found?.length ?? 0) > limit && last ? { next: last.id } : {}),
      publishedCount: count,
      revision,
      closed,
    }
  }

/** The tombstones of the article that a published comment hangs under, however deep. It is of no one comment, so that it is asked once
 *  for a page and only where that has a tombstone, and takes as long as the article has tombstones, whatever their shape. */
const answeredTombstones = sql`
  with recursive answered as (
    select t.id, t.parent_id from comment t
    where t.site_id = s.id and t.article_id = a.id and t.status = 'deleted' and t.visible and exists (
      select from comment k where k.site_id = t.site_id and k.parent_id = t.id and k.status = 'published' and k.visible)
    union
    select t.id, t.parent_id from answered b
    join comment t on t.site_id = s.id and t.id = b.parent_id and t.status = 'deleted'
  ) select id from answered`

/** One snapshot, whole: a second statement would need a transaction of its own. */
type Read = {
  revision: number
  count: number
  closed: boolean
  comments: (Omit<VisibleComment, 'createdAt'> & { createdAt: string })[] | null
}
