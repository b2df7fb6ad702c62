import { sql } from 'kysely'
import type { Db, Session, Tx } from './database.ts'

/** What became of an appeal: a comment that readers see again was granted it, whichever way it came back; one that was turned down
 *  again was refused it. */
export type AppealView = { status: 'open' | 'granted' | 'refused'; at: Date; answeredAt?: Date }

/** The comment's appeal as one JSON value, beside `comment c` and `left join appeal p`; null when there is none,
 *  and of what its author deleted. */
export const appealOf = sql`
  case when p.comment_id is not null and c.status <> 'deleted' then json_build_object('at', p.at, 'answeredAt', p.answered_at,
    'status', case when c.version_status = 'published' then 'granted'
      when c.version = p.version and c.version_status in ('rejected', 'removed') and p.answer = 'granted' then 'refused'
      else coalesce(p.answer, 'open') end) end`

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
})

/** Where a moderator's order has some comments stand; `decisionId` names the decision that is recorded for it. */
type Answer = {
  siteId: string
  commentIds: readonly string[]
  to: 'published' | 'held' | 'rejected' | 'removed'
  decisionId: string
}

/** Answers the open appeals of some comments, unless they are held; how many that were. In the transaction that moves them: an appeal
 *  stays open neither beside an approval nor without the decision that answers it. */
export const answerAppeals = async (tx: Session, { siteId, commentIds, to, decisionId }: Answer): Promise<number> => {
  if (commentIds.length === 0 || to === 'held') return 0
  const { rows } = await sql`
    update appeal set answer = ${to === 'published' ? 'granted' : 'refused'}, answered_at = now(),
      decision_id = ${decisionId}::uuid
    where site_id = ${siteId} and comment_id = any(${[...commentIds]}::uuid[]) and answer is null
    returning comment_id`.execute(tx)
  return rows.length
}

/** Opens the appeals again that a decision answered, or, where its undo was undone, gives them their answers back; `but` for those of
 *  some comments. How many that were. */
export const reviseAnswers = async (
  tx: Tx,
  { siteId, decisionId, stands, but }: { siteId: string; decisionId: string; stands: boolean; but: readonly string[] },
): Promise<number> => {
  const { rows } = await sql`
    update appeal p set answer = case when ${stands} then case d.action when 'approve' then 'granted' else 'refused' end end,
      answered_at = case when ${stands} then now() end
    from decision d
    where p.site_id = ${siteId} and p.decision_id = ${decisionId}::uuid and (p.answer is null) = ${stands}
      and p.comment_id <> all(${[...but]}::uuid[]) and d.site_id = p.site_id and d.id = p.decision_id
    returning p.comment_id`.execute(tx)
  return rows.length
}
