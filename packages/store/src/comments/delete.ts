import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import type { Db, Tx } from '../database.ts'
import { applyChanges, lockSites, readRows } from './apply.ts'
import { noteHosts } from './hosts.ts'
import { keyOf } from './key.ts'
import { leaveWave } from '../waves/leave.ts'
import { withRetries } from '../transact.ts'
import { stateAfter } from './state.ts'

/** Takes a comment away on its author's word, for good, and erases what they wrote and all that was noted about it: texts, name,
 *  fingerprint, evidence, author key, notes of its reports and of the decisions that moved it, answered its appeal or ruled on its wave, its
 *  appeal. Events keep ids only. A comment that was published leaves an uncounted tombstone under which replies stay. */
export const deleteComment =
  (db: Db, onRevisions: (revisions: Map<string, number>) => void) =>
  async (which: { siteId: string; commentId: string }): Promise<'deleted' | 'already' | 'gone'> => {
    const answered = await withRetries(() => db.transaction().execute((tx) => deleteIn(tx, which)))
    if (typeof answered === 'string') return answered
    onRevisions(answered)
    return 'deleted'
  }

const deleteIn = async (tx: Tx, { siteId, commentId }: { siteId: string; commentId: string }) => {
  const revisions = await lockSites(tx, [siteId])
  const row = (await readRows(tx, [{ siteId, id: commentId }])).get(keyOf({ siteId, id: commentId }))
  if (!row) return 'gone'
  if (row.status === 'deleted') return 'already'
  const id = newId()
  const step = { before: row, after: stateAfter(row, 'deleted', 'author'), decisionId: id, kind: 'status' as const }
  const decision = { siteId, id, actor: { kind: 'author' as const }, action: 'delete' }
  await applyChanges(tx, revisions, { changes: [{ row, steps: [step] }], decisions: [decision] })
  await erase(tx, siteId, commentId) // finds the rulings of the wave it leaves then
  await leaveWave(tx, siteId, commentId)
  return revisions
}

const erase = async (tx: Tx, siteId: string, commentId: string): Promise<void> => {
  await noteHosts(tx, siteId, commentId, [])
  await sql`
    with texts as (
      update comment_text set body = '', html = '' where site_id = ${siteId} and comment_id = ${commentId}
    ), verdicts as (
      update verdict set checks = '[]' where site_id = ${siteId} and comment_id = ${commentId}
    ), reports as (
      update report set note = null where site_id = ${siteId} and comment_id = ${commentId}
    ), appeals as (
      update appeal set text = null where site_id = ${siteId} and comment_id = ${commentId}
    ), decisions as (
      update decision set note = null where site_id = ${siteId} and note is not null and id in (
        select decision_id from event where site_id = ${siteId} and comment_id = ${commentId}
        union all select decision_id from appeal where site_id = ${siteId} and comment_id = ${commentId}
        union all select id from decision where site_id = ${siteId} and stayed @> array[${commentId}]::uuid[]
        union all
        -- What was ruled before it was there says nothing of it.
        select g.decision_id from wave_member m join wave_ruling g on g.site_id = m.site_id and g.wave_id = m.wave_id
        join comment c on c.site_id = m.site_id and c.id = m.comment_id
        where m.site_id = ${siteId} and m.comment_id = ${commentId} and g.at > c.created_at
        union all
        -- What was ruled on waves while it was of them, and no more.
        select unnest(c.left_rulings) from comment c where c.site_id = ${siteId} and c.id = ${commentId}
        union all
        -- The same of waves that it left before their rulings were kept with it.
        select g.decision_id from comment c join wave_ruling g on g.site_id = c.site_id and g.wave_id = any(c.left_waves)
        where c.site_id = ${siteId} and c.id = ${commentId} and g.at > c.created_at and g.at < (
          select max(t.created_at) from comment_text t where t.site_id = c.site_id and t.comment_id = c.id))
    )
    update comment set author_name = null, author_key = null, fingerprint = null, hosts = '{}', facts = '{}',
      body_hash = '', left_waves = null, left_rulings = null where site_id = ${siteId} and id = ${commentId}`.execute(
    tx,
  )
}
