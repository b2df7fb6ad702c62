import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'
import { pageOf } from '../page-of.ts'
import type { WaveComment } from './wave.ts'

/** A wave's comments with the texts that belong to it, the oldest first, in keyset pages. */
export const listMembers =
  (db: Db) =>
  async ({
    siteId,
    waveId,
    after,
    limit,
  }: {
    siteId: string
    waveId: string
    after?: string | undefined
    limit: number
  }): Promise<{ items: WaveComment[]; next?: string }> => {
    const { rows } = await sql<WaveComment>`
      select c.id, c.version, c.status, c.version_status as "versionStatus", a.key as "articleKey", a.title as "articleTitle",
        a.url as "articleUrl", c.author_name as "authorName", c.author_key as "authorKey", t.body, c.created_at as "createdAt"
      from (
        select * from wave_member where site_id = ${siteId} and wave_id = ${waveId}::uuid
          ${after ? sql`and comment_id > ${after}::uuid` : sql``}
        order by comment_id limit ${limit + 1}
      ) m
      join comment c on c.site_id = m.site_id and c.id = m.comment_id
      join article a on a.site_id = c.site_id and a.id = c.article_id
      join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = m.version
      order by c.id`.execute(db)
    return pageOf(rows.map(withoutNulls), limit)
  }
