import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import type { Db, Tx } from '../database.ts'
import { applyChanges, lockSites, readRows, type Change } from './apply.ts'
import { noteHosts } from './hosts.ts'
import { keyOf } from './key.ts'
import { leaveWave } from '../waves/leave.ts'
import { withRetries } from '../transact.ts'

/** A new text by a comment's author. `windowMs` counts from the comment's first version. */
export type Edit = {
  siteId: string
  commentId: string
  body: string
  html: string
  hosts: string[]
  facts: Record<string, unknown>
  windowMs: number
}

/** The new version, which waits for its decision; or why there is none. */
export type Edited =
  | { kind: 'accepted'; id: string; version: number; status: Status }
  | { kind: 'gone' | 'window-over' | 'same' | 'article-closed' }

/** Stores a new version of a comment. What readers see stays until the new version is decided. The comment leaves its wave, which
 *  was one of what it said before. */
export const edit =
  (db: Db, onRevisions: (revisions: Map<string, number>) => void) =>
  async (wanted: Edit): Promise<Edited> => {
    const answered = await withRetries(() => db.transaction().execute((tx) => editIn(tx, wanted)))
    if (!('revisions' in answered)) return answered
    onRevisions(answered.revisions)
    return answered.edited
  }

const editIn = async (tx: Tx, wanted: Edit): Promise<Edited | { revisions: Map<string, number>; edited: Edited }> => {
  const { siteId, commentId } = wanted
  const revisions = await lockSites(tx, [siteId])
  const row = (await readRows(tx, [{ siteId, id: commentId }])).get(keyOf({ siteId, id: commentId }))
  if (!row || row.status === 'deleted') return { kind: 'gone' }
  const { rows } = await sql<{ body: string; over: boolean; closed: boolean }>`
    select t.body, c.created_at < now() - ${wanted.windowMs}::float8 * interval '1 millisecond' as over,
      a.closed_at is not null as closed
    from comment c join article a on a.site_id = c.site_id and a.id = c.article_id
    join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version
    where c.site_id = ${siteId} and c.id = ${commentId}`.execute(tx)
  const now = rows[0]
  if (!now) return { kind: 'gone' }
  if (now.body === wanted.body) return { kind: 'same' } // perhaps sent again, for the answer was lost
  if (now.over) return { kind: 'window-over' }
  if (now.closed) return { kind: 'article-closed' }

  const version = row.version + 1
  // A version replaced before anyone decided it was decided by its author.
  await tx
    .updateTable('comment_text')
    .set({ status: row.versionStatus === 'pending' ? 'replaced' : row.versionStatus })
    .where('site_id', '=', siteId)
    .where('comment_id', '=', commentId)
    .where('version', '=', row.version)
    .execute()
  await tx
    .insertInto('comment_text')
    .values({
      site_id: siteId,
      comment_id: commentId,
      version,
      body: wanted.body,
      html: wanted.html,
      created_at: sql`clock_timestamp()`, // in the lock's order: after what was ruled while it waited
    })
    .execute()
  await noteHosts(tx, siteId, commentId, wanted.hosts)
  const left = await leaveWave(tx, siteId, commentId)
  await tx
    .updateTable('comment')
    .set({
      ...(left !== undefined && { left_rulings: withRulings(siteId, left) }),
      version,
      version_status: 'pending',
      asked_at: sql`now()`,
      asks: 1,
      failures: 0,
      fingerprint: null,
      hosts: wanted.hosts,
      facts: JSON.stringify(wanted.facts),
    })
    .where('site_id', '=', siteId)
    .where('id', '=', commentId)
    .execute()

  const edited = { ...row, version }
  const change: Change = {
    row: edited,
    steps: [{ before: row, after: { ...row, versionStatus: 'pending' }, decisionId: null, kind: 'edit' }],
  }
  await applyChanges(tx, revisions, { changes: [change], decisions: [] })
  return { revisions, edited: { kind: 'accepted', id: commentId, version, status: row.status } }
}

/** What is known of the waves that a comment left, and what was ruled on one more since it was there. */
const withRulings = (siteId: string, waveId: string) =>
  sql<string[] | null>`left_rulings || (
    select array_agg(g.decision_id) from wave_ruling g
    where g.site_id = ${siteId} and g.wave_id = ${waveId}::uuid and g.at > comment.created_at)`
