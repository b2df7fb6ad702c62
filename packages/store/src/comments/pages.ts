import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { findArticle } from '../articles.ts'
import { withoutNulls } from './pending.ts'

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
  }): Promise<Page> =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (tx) => {
        const site = await tx.selectFrom('site').select('revision').where('id', '=', siteId).executeTakeFirst()
        const article = await findArticle(tx)(siteId, articleKey)
        const revision = site?.revision ?? 0
        if (!article) return { comments: [], publishedCount: 0, revision, closed: false }
        const order = sort === 'old' ? { past: sql`>`, by: sql`asc` } : { past: sql`<`, by: sql`desc` }
        const { rows } = await sql<VisibleComment>`
        select c.id, c.parent_id as "parentId", c.root_id as "rootId", c.depth, c.status,
          case when c.status = 'published' then c.author_name end as "authorName",
          case when c.status = 'published' then t.html end as html,
          c.shown_version as version, c.shown_version > 1 as edited, c.created_at as "createdAt"
        from comment c
        left join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.shown_version
        where c.site_id = ${siteId} and c.article_id = ${article.id} and c.visible
          ${after === undefined ? sql`` : sql`and c.id ${order.past} ${after}::uuid`}
          and (c.status = 'published' or exists (
            with recursive below as (
              select k.site_id, k.id, k.status from comment k where k.site_id = c.site_id and k.parent_id = c.id and k.visible
              union all
              select k.site_id, k.id, k.status from below b
              join comment k on k.site_id = b.site_id and k.parent_id = b.id and k.visible and b.status <> 'published'
            ) select from below where status = 'published'))
        order by c.id ${order.by} limit ${limit + 1}`.execute(tx)
        const comments = rows.slice(0, limit).map(withoutNulls)
        const last = comments.at(-1)
        return {
          comments,
          ...(rows.length > limit && last ? { next: last.id } : {}),
          publishedCount: article.publishedCount,
          revision,
          closed: article.closedAt !== undefined,
        }
      })
