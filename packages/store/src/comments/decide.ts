import type { Actor, Mode, Reason, Status } from '@parley/contracts'
import { v7 as newId } from 'uuid'
import { answerAppeals } from '../appeals.ts'
import { mayBeOneRow, type Db, type Session } from '../database.ts'
import { inGroups } from '../groups.ts'
import {
  applyChanges,
  lockForDeciding,
  readRows,
  statementOf,
  type Change,
  type DecisionRecord,
  type VerdictRecord,
} from './apply.ts'
import { keyOf } from './key.ts'
import { stateAfter, type State } from './state.ts'
import { inTwoTrips, withRetries } from '../transact.ts'

/** What to make of one version of a comment. */
export type Move = {
  commentId: string
  version: number
  to: Extract<Status, 'published' | 'held' | 'rejected' | 'removed'>
  /** Statuses of the version that this actor may move it from. */
  from: readonly Status[]
  /** The comment's revision when a moderator looked at it: what a colleague made of it since is not undone unseen. */
  lookedAt?: number | undefined
  reason?: Reason | undefined
  /** How its article was moderated when the checks looked: what they would not publish as it is moderated now is held. */
  mode?: Mode | undefined
  verdict?: VerdictRecord | undefined
  fingerprint?: number[] | undefined
}

/** Moves of one site by one actor. A person's make one decision together; the checks' one each. */
export type Decision = {
  siteId: string
  actor: Actor
  action: string
  /** A uuid v7; made when absent. */
  decisionId?: string | undefined
  reason?: Reason | undefined
  note?: string | undefined
  moves: Move[]
}

/** `moved`; `already` (a retry, or a second moderator of one mind); `changed` (there is a newer version, or a colleague's decision); `gone` (unknown, or
 *  deleted by its author); `refused` (its status may not be left that way). */
export type MoveAnswer = {
  commentId: string
  answer: 'moved' | 'already' | 'changed' | 'gone' | 'refused'
  /** The checks would have published it; it is held, as its site or a moderator wants it. */
  heldInstead?: true
}
/** `appeals` is how many open ones a moderator's decision answered, when it did. */
export type Decided = { decisionId: string; revision: number; answers: MoveAnswer[]; appeals?: number }

const GROUP = 200

/** Moves comments, records who moved them and why, keeps what is visible and counted true: all or none of a call. Concurrent
 *  calls share one transaction; a call that fails does not fail its neighbours. */
export const decide = (db: Db, onRevisions: (revisions: Map<string, number>) => void) =>
  inGroups<Decision, Decided>({
    most: GROUP,
    inFlight: 1,
    weigh: ({ moves }) => moves.length,
    of: ({ siteId }) => siteId,
    mayBeOneItem: mayBeOneRow,
    run: async (calls) => {
      const { revisions, decided } = await withRetries(() => decideTogether(db, calls))
      onRevisions(revisions)
      return decided
    },
  })

const decideTogether = (db: Db, calls: Decision[]) => {
  const sites = calls.map(({ siteId }) => siteId)
  const wanted = calls.flatMap(({ siteId, moves }) => moves.map(({ commentId }) => ({ siteId, id: commentId })))
  const open = (tx: Session) => Promise.all([lockForDeciding(tx, sites), readRows(tx, wanted)])
  return inTwoTrips(db, open, async (tx, [locked, rows]) => {
    const revisions = new Map(locked.map(({ id, revision }) => [id, revision]))
    const modes = new Map(locked.map(({ id, mode }) => [id, mode]))
    const changes = new Map<string, Change>()
    const decisions: DecisionRecord[] = []

    const decided = calls.map((call) => {
      const shared = call.decisionId ?? newId()
      const alone = call.actor.kind === 'checks' || call.actor.kind === 'sweep'
      const answers = call.moves.map((move): MoveAnswer => {
        const key = keyOf({ siteId: call.siteId, id: move.commentId })
        const row = rows.get(key)
        if (!row) return { commentId: move.commentId, answer: 'gone' }
        const change = changes.get(key) ?? { row, steps: [] }
        const before = { ...row, ...change.steps.at(-1)?.after }
        // What a call of the same group made of it nobody has looked at.
        const revision = change.steps.length > 0 ? Infinity : row.revision
        const answer = answerTo({ ...before, revision }, move, call.actor)
        let heldInstead = false
        if (answer === 'moved') {
          const decisionId = alone ? newId() : shared
          const turned = isTurned(move, row.articleMode ?? modes.get(call.siteId))
          const to = (before.holdOnly && alone) || turned ? 'held' : move.to
          heldInstead = to !== move.to && move.to === 'published'
          change.steps.push({ before, after: stateAfter(before, to, call.actor.kind), decisionId, kind: 'status' })
          if (move.verdict) change.verdict = move.verdict
          if (move.fingerprint) change.fingerprint = move.fingerprint
          changes.set(key, change)
          const instead = heldInstead ? 'other' : undefined // what is held has a reason
          if (alone)
            decisions.push(
              recordOf(call, decisionId, turned ? 'pre-moderation' : (move.reason ?? call.reason ?? instead)),
            )
        }
        return { commentId: move.commentId, answer, ...(heldInstead && { heldInstead }) }
      })
      const made = { decisionId: shared, answers }
      if (!alone && isMoving(made)) decisions.push(togetherOf(call, made))
      return made
    })

    const last = await statementOf(tx, revisions, { changes: [...changes.values()], decisions })
    const answers = calls.some(isAnswering)
    if (answers) await last?.execute(tx) // until its comment is moved, an author may appeal
    const revised: Decided[] = []
    for (const [at, one] of decided.entries()) {
      const call = calls[at] as Decision
      const appeals = isAnswering(call) ? await answerIn(tx, call, one) : 0
      if (appeals > 0 && !isMoving(one))
        await applyChanges(tx, revisions, { changes: [], decisions: [togetherOf(call, one)] })
      revised.push({ ...one, revision: revisions.get(call.siteId) ?? 0, ...(appeals > 0 && { appeals }) })
    }
    return { last: answers ? undefined : last, out: { revisions, decided: revised } }
  })
}

const isAnswering = ({ actor, moves }: Decision): boolean =>
  actor.kind === 'moderator' && moves.some(({ to }) => to !== 'held')

/** A moderator's decision answers what authors appealed against, also where it leaves the comment as it stood: then that is what it
 *  decides. How many that were. */
const answerIn = async (
  tx: Session,
  call: Decision,
  { answers, decisionId }: Pick<Decided, 'answers' | 'decisionId'>,
): Promise<number> => {
  const settled = call.moves.filter((_, at) => ['moved', 'already'].includes(answers[at]?.answer ?? ''))
  let appeals = 0
  for (const [to, moves] of Map.groupBy(settled, (move) => move.to)) {
    const commentIds = moves.map(({ commentId }) => commentId)
    appeals += await answerAppeals(tx, { siteId: call.siteId, commentIds, to, decisionId })
  }
  return appeals
}

/** Whether the checks would publish what is looked at before publishing now, and was not when they looked; the house's own they publish
 *  in every mode. */
const isTurned = ({ to, mode }: Move, now: Mode | undefined): boolean =>
  to === 'published' && mode !== undefined && mode !== 'pre' && now === 'pre'

const isMoving = ({ answers }: Pick<Decided, 'answers'>): boolean => answers.some(({ answer }) => answer === 'moved')

/** A person's decision about all that a call names. */
const togetherOf = (
  call: Decision,
  { decisionId, answers }: Pick<Decided, 'decisionId' | 'answers'>,
): DecisionRecord => ({
  ...recordOf(call, decisionId, call.reason),
  stayed: unmovedIn(answers),
})

const unmovedIn = (answers: MoveAnswer[]): string[] =>
  answers.filter(({ answer }) => answer !== 'moved' && answer !== 'gone').map(({ commentId }) => commentId)

const recordOf = (call: Decision, id: string, reason: Reason | undefined): DecisionRecord => ({
  siteId: call.siteId,
  id,
  actor: call.actor,
  action: call.action,
  reason,
  note: call.note,
})

/** What a move meets. A person's approval of what the checks published, or rejection of what they rejected, is a decision of
 *  its own: it is what makes it stand against later reports and edits. */
export const answerTo = (
  row: State & { version: number; revision: number },
  move: Move,
  actor: Actor,
): MoveAnswer['answer'] => {
  if (row.status === 'deleted') return 'gone'
  if (row.version !== move.version && actor.kind !== 'reports') return 'changed'
  if (actor.kind === 'checks' || actor.kind === 'sweep') {
    if (row.versionStatus !== 'pending') return 'already'
  } else if (actor.kind === 'reports') {
    if (row.status !== 'published' || row.approvedVersion === row.shownVersion) return 'already'
    return row.shownVersion === move.version ? 'moved' : 'changed'
  } else if (row.versionStatus === move.to && row.status === stateAfter(row, move.to, actor.kind).status) {
    const stands = move.to === 'published' ? row.approvedVersion === row.version : row.holdOnly
    return stands ? 'already' : 'moved'
  }
  if (!move.from.includes(row.versionStatus)) return 'refused'
  return isUnseen(row, move) ? 'changed' : 'moved'
}

/** Whether a moderator approved, rejected or removed the version after it was looked at. What is held waits for whoever comes. */
const isUnseen = (row: State & { version: number; revision: number }, { lookedAt }: Move): boolean =>
  lookedAt !== undefined &&
  row.revision > lookedAt &&
  (row.versionStatus === 'published'
    ? row.approvedVersion === row.version
    : row.versionStatus !== 'held' && row.versionStatus !== 'pending' && row.holdOnly)
