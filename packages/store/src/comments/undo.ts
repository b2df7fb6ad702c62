import type { Actor, Status } from '@parley/contracts'
import { v7 as newId } from 'uuid'
import type { Db, Tx } from '../database.ts'
import { applyChanges, lockSites, readRows, type Change } from './apply.ts'
import { keyOf } from './key.ts'
import { withRetries } from './decide.ts'
import type { State } from './state.ts'

/** `moved` back; `superseded`: something happened to the comment since; `gone`: its author deleted it. */
export type UndoAnswer = { commentId: string; answer: 'moved' | 'superseded' | 'gone'; pending: boolean }
export type Undone = { decisionId: string; revision: number; answers: UndoAnswer[] }

/** Takes a decision of one site back by a new one, comment by comment, where its event is still the comment's last. What was
 *  pending becomes so again and wants asking. An undo can be undone like any decision. */
export const undo =
  (db: Db, onRevisions: (revisions: Map<string, number>) => void) =>
  async ({ siteId, decisionId, actor }: { siteId: string; decisionId: string; actor: Actor }) => {
    const answered = await withRetries(() => db.transaction().execute((tx) => undoIn(tx, siteId, decisionId, actor)))
    if (typeof answered === 'string') return answered
    onRevisions(answered.revisions)
    return answered.undone
  }

const undoIn = async (tx: Tx, siteId: string, decisionId: string, actor: Actor) => {
  const revisions = await lockSites(tx, [siteId])
  const events = await lastEvents(tx, siteId, decisionId)
  if (events.length === 0) return 'no-decision' as const
  const taken = await tx
    .selectFrom('decision')
    .select('id')
    .where('site_id', '=', siteId)
    .where('undoes', '=', decisionId)
    .executeTakeFirst()
  if (taken) return 'already-undone' as const

  const rows = await readRows(
    tx,
    events.map(({ commentId }) => ({ siteId, id: commentId })),
  )
  const undoing = newId()
  const changes: Change[] = []
  const answers = events.map((event): UndoAnswer => {
    const row = rows.get(keyOf({ siteId, id: event.commentId }))
    if (!row || row.status === 'deleted') return { commentId: event.commentId, answer: 'gone', pending: false }
    if (row.revision !== event.revision) return { commentId: event.commentId, answer: 'superseded', pending: false }
    changes.push({ row, steps: [{ before: row, after: event.before, decisionId: undoing, kind: 'status' }] })
    return { commentId: event.commentId, answer: 'moved', pending: event.before.versionStatus === 'pending' }
  })
  if (changes.length > 0) {
    const decision = { siteId, id: undoing, actor, action: 'undo', undoes: decisionId }
    await applyChanges(tx, revisions, { changes, decisions: [decision] })
  }
  return { revisions, undone: { decisionId: undoing, revision: revisions.get(siteId) ?? 0, answers } }
}

type LastEvent = { commentId: string; revision: number; before: State }

/** Each comment's last event under a decision. */
const lastEvents = async (tx: Tx, siteId: string, decisionId: string): Promise<LastEvent[]> => {
  const rows = await tx
    .selectFrom('event')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('decision_id', '=', decisionId)
    .where('kind', '=', 'status')
    .orderBy('revision')
    .execute()
  return [
    ...new Map(
      rows.map((row) => [
        row.comment_id as string,
        {
          commentId: row.comment_id as string,
          revision: row.revision,
          before: {
            status: row.from_status as Status,
            versionStatus: row.from_version_status as Status,
            shownVersion: row.from_shown,
            holdOnly: row.from_hold_only ?? false,
            approvedVersion: row.from_approved,
          },
        },
      ]),
    ).values(),
  ]
}
