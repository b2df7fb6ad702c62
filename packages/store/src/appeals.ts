import { sql } from 'kysely'
import type { Db } from './database.ts'

/** What became of an appeal: a comment that readers see again was granted it, whichever way it came back. */
export type AppealView = { status: 'open' | 'granted' | 'refused'; at: Date; answeredAt?: Date }

/** The comment's appeal as one JSON value, beside `comment c` and `left join appeal p`; null when there is none. */
export const appealOf = sql`
  case when p.comment_id is not null then json_build_object('at', p.at, 'answeredAt', p.answered_at,
    'status', coalesce(p.answer, case when c.version_status = 'published' then 'granted' else 'open' end)) end`

/** An appeal out of JSON, which carries moments as text. */
export const readAppeal = ({ status, at, answeredAt }: AppealView): AppealView => ({
  status,
  at: new Date(at),
  ...(answeredAt && { answeredAt: new Date(answeredAt) }),
})

/** The statuses of a version against which its author may appeal, and in which an appeal waits for an answer. */
export const isAppealable = sql`c.version_status in ('held', 'rejected', 'removed')`

/** Authors' appeals, one a comment. */
export const appeals = (db: Db) => ({
  /** Takes an appeal against where the newest version stands. */
  add: async (which: {
    siteId: string
    commentId: string
    text: string
  }): Promise<'taken' | 'already' | 'nothing' | 'gone'> => {
    const { siteId, commentId, text } = which
    // The lock has a deletion wait, whose erasure then finds the appeal; or it finds the comment deleted.
    const { rows } = await sql<{ taken: boolean; known: boolean; against: boolean; deleted: boolean }>`
      with c as materialized (
        select site_id, id, version, status, version_status from comment
        where site_id = ${siteId} and id = ${commentId}::uuid for no key update
      ), made as (
        insert into appeal (site_id, comment_id, version, text)
        select c.site_id, c.id, c.version, ${text} from c where ${isAppealable} and c.status <> 'deleted'
        on conflict do nothing returning comment_id
      )
      select exists (select from made) as taken, ${isAppealable} as against, c.status = 'deleted' as deleted,
        exists (select from appeal p where p.site_id = c.site_id and p.comment_id = c.id) as known
      from c`.execute(db)
    const [found] = rows
    if (!found || found.deleted) return 'gone'
    if (found.taken) return 'taken'
    return found.known || found.against ? 'already' : 'nothing'
  },

  /** Answers the open ones of some comments; how many that were. */
  answer: async (siteId: string, commentIds: readonly string[], answer: 'granted' | 'refused'): Promise<number> => {
    if (commentIds.length === 0) return 0
    const { rows } = await sql`
      update appeal set answer = ${answer}, answered_at = now()
      where site_id = ${siteId} and comment_id = any(${[...commentIds]}::uuid[]) and answer is null
      returning comment_id`.execute(db)
    return rows.length
  },
})
