import { sql } from 'kysely'
import { isNoKey } from './aliases.ts'
import type { Db } from './database.ts'

/** A comment that readers may now see or see anew, or no longer see; `keys` are all names of its article, its own first. */
export type CommentEvent = { id: string; keys: string[]; revision: number; kind: 'published' | 'gone' }

/** What the event log says of comments that readers see. */
export const events = (db: Db) => ({
  /** What became of comments after a revision up to another, each comment's last news only, in the log's order. A reply that
   *  its parent hides is no news; when the parent comes or goes, its replies come and go with it, unnamed. */
  comments: async (siteId: string, after: number, upTo: number): Promise<CommentEvent[]> => {
    if (upTo <= after) return []
    const { rows } = await sql<{ id: string; key: string; aliases: string[]; revision: number; gone: boolean }>`
      with told as (
        select distinct on (e.comment_id) e.comment_id, e.revision, e.to_status <> 'published' as gone
        from event e
        where e.site_id = ${siteId} and e.revision > ${after} and e.revision <= ${upTo}
          and e.kind = 'status' and e.comment_id is not null
          and (
            (e.from_status = 'published') <> (e.to_status = 'published')
            or (e.to_status = 'published' and (e.from_version_status = 'published') <> (e.to_version_status = 'published'))
          )
        order by e.comment_id, e.revision desc
      )
      select t.comment_id as id, a.key, t.revision, t.gone,
        array(select l.alias from article_alias l where l.site_id = ${siteId} and l.article_id = a.id and ${isNoKey} order by l.alias) as aliases
      from told t
      join comment c on c.site_id = ${siteId} and c.id = t.comment_id
      join article a on a.site_id = c.site_id and a.id = c.article_id
      where t.gone or c.visible
      order by t.revision`.execute(db)
    return rows.map(({ id, key, aliases, revision, gone }) => ({
      id,
      keys: [key, ...aliases],
      revision,
      kind: gone ? 'gone' : 'published',
    }))
  },
})
