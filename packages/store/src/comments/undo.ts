import type { Actor, Status } from '@parley/contracts'
import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import { reviseAnswers } from '../appeals.ts'
import type { Db, Tx } from '../database.ts'
import { applyChanges, lockSites, readRows, type Change } from './apply.ts'
import { keyOf } from './key.ts'
import { withRetries } from '../transact.ts'
import type { State } from './state.ts'

/** `moved` back; `superseded`: something happened to the comment since; `gone`: its author deleted it. */
export type UndoAnswer = { commentId: string; answer: 'moved' | 'superseded' | 'gone'; pending: boolean }
/** `decisionId` is absent when nothing was taken back, and so nothing recorded. */
export type Undone = { decisionId?: string; revision: number; answers: UndoAnswer[] }

/** A wave's decision holds up to ten thousand comments; one statement moves as many as deciding it moved at once. */
const CHUNK = 1_000

/** Takes a decision of one site back by a new one, comment by comment, where its event is still the comment's last. What was
 *  pending becomes so again and wants asking. A wave's ruling is taken back whatever became of its comments; appeals that the
 *  decision answered are open again. An undo can be undone like any decision. */
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
  const line = await findLine(tx, siteId, decisionId)
  if (!line) return 'no-decision' as const
  const taken = await tx
    .selectFrom('decision')
    .select('id')
    .where('site_id', '=', siteId)
    .where('undoes', '=', decisionId)
    .executeTakeFirst()
  if (taken) return 'already-undone' as const

  const undoing = newId()
  const decision = { siteId, id: undoing, actor, action: 'undo', undoes: decisionId }
  const answers: UndoAnswer[] = []
  // Who brings back what readers' reports took down has looked at it, as who approves has: no further report takes it down.
  const approves = line.actor === 'reports' && actor.kind === 'moderator'
  let recorded = false
  for (let at = 0; at < events.length; at += CHUNK) {
    const changes = await moveBack(tx, events.slice(at, at + CHUNK), { siteId, undoing, answers, approves })
    if (changes.length === 0) continue
    await applyChanges(tx, revisions, { changes, decisions: recorded ? [] : [decision] })
    recorded = true
  }
  const movedOn = answers.filter(({ answer }) => answer === 'superseded')
  const but = movedOn.map(({ commentId }) => commentId)
  const revised = await reviseAnswers(tx, { siteId, decisionId: line.id, stands: line.undos % 2 === 1, but })
  if (!recorded && (line.isRuling || revised > 0)) {
    await applyChanges(tx, revisions, { changes: [], decisions: [decision] })
    recorded = true
  }
  if (!recorded && answers.length === 0) return 'no-decision' as const
  const undone = { ...(recorded && { decisionId: undoing }), revision: revisions.get(siteId) ?? 0, answers }
  return { revisions, undone }
}

/** The decision that one goes back to by so many undos, itself when it is none, and whether that ruled on a wave; and whose this one is. */
const findLine = async (tx: Tx, siteId: string, decisionId: string) => {
  const { rows } = await sql<{ id: string; undos: number; actor: Actor['kind']; isRuling: boolean }>`
    with recursive line as (
      select id, undoes, 0 as undos, actor_kind as actor from decision where site_id = ${siteId} and id = ${decisionId}::uuid
      union all
      select d.id, d.undoes, l.undos + 1, l.actor from line l join decision d on d.site_id = ${siteId} and d.id = l.undoes
    )
    select id, undos, actor, exists (
      select from wave_ruling g where g.site_id = ${siteId} and g.decision_id = line.id
    ) as "isRuling"
    from line where undoes is null`.execute(tx)
  return rows[0]
}

/** Read chunk by chunk: what the chunk before moved may have hidden or shown comments of this one. */
const moveBack = async (
  tx: Tx,
  events: readonly LastEvent[],
  { siteId, undoing, answers, approves }: { siteId: string; undoing: string; answers: UndoAnswer[]; approves: boolean },
): Promise<Change[]> => {
  const rows = await readRows(
    tx,
    events.map(({ commentId }) => ({ siteId, id: commentId })),
  )
  return events.flatMap(({ commentId, revision, before }): Change[] => {
    const row = rows.get(keyOf({ siteId, id: commentId }))
    const answer =
      !row || row.status === 'deleted' ? 'gone' : row.revision === revision ? ('moved' as const) : 'superseded'
    answers.push({ commentId, answer, pending: answer === 'moved' && before.versionStatus === 'pending' })
    if (!row || answer !== 'moved') return []
    const after = approves ? { ...before, approvedVersion: before.shownVersion } : before
    return [{ row, steps: [{ before: row, after, decisionId: undoing, kind: 'status' }] }]
  })
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
