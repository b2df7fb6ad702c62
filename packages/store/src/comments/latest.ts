import { sql } from 'kysely'
import type { Db } from '../database.ts'
import { withoutNulls } from './pending.ts'

/** A published comment with the article it stands under. */
export type LatestComment = {
  id: string
  parentId?: string
  authorName?: string
  html: string
  createdAt: Date
  /** When the text that readers see was written. */
  writtenAt: Date
  articleKey: string
  articleUrl?: string
  articleTitle?: string
}

/** The newest published comments of a site, or of one article by key or alias; newest first. */
export const listLatest =
  (db: Db) =>
  async ({
    siteId,
    articleKey,
    limit,
  }: {
    siteId: string
    articleKey?: string | undefined
    limit: number
  }): Promise<LatestComment[]> => {
    const only =
      articleKey === undefined
        ? sql``
        : sql`and c.article_id = (
            select a.id from article a where a.site_id = ${siteId} and a.key = ${articleKey}
            union all
            select l.article_id from article_alias l where l.site_id = ${siteId} and l.alias = ${articleKey} limit 1)`
    const { rows } = await sql<LatestComment>`
      select c.id, c.parent_id as "parentId", c.author_name as "authorName", t.html, c.created_at as "createdAt",
        t.created_at as "writtenAt", a.key as "articleKey", a.url as "articleUrl", a.title as "articleTitle"
      from comment c
      join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.shown_version
      join article a on a.site_id = c.site_id and a.id = c.article_id
      where c.site_id = ${siteId} and c.visible and c.status = 'published' ${only}
      order by c.id desc limit ${limit}`.execute(db)
    return rows.map(withoutNulls)
  }
