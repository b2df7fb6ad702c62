import type { Action, Actor, Reason, Status } from '@parley/contracts'
import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import { answerAppeals } from '../appeals.ts'
import { applyChanges, lockSites, readRows, type Change, type DecisionRecord } from '../comments/apply.ts'
import { keyOf } from '../comments/key.ts'
import { answerTo, type Move, type MoveAnswer } from '../comments/decide.ts'
import { stateAfter } from '../comments/state.ts'
import type { Db, Tx } from '../database.ts'
import { withRetries } from '../transact.ts'
import { findRulings } from './rulings.ts'

/** What to make of all of a wave. */
export type WaveDecision = {
  siteId: string
  waveId: string
  actor: Extract<Actor, { kind: 'moderator' }>
  action: Action
  to: Move['to']
  /** Statuses of a version that a moderator may move to `to`. */
  from: readonly Status[]
  reason?: Reason | undefined
  note?: string | undefined
  /** The newest comment that was there when the wave was looked at: later ones are left alone. */
  upTo?: string | undefined
  /** The wave's growth when it was looked at: what joined later, however old, is left alone. */
  growth?: number | undefined
  /** The decision of the ruling that was looked at, or that there was none: a colleague's other one is not undone unseen. */
  ruling?: string | 'none' | undefined
}

/** How many members met which answer; `left` is how many were not looked at because the decision was full. */
export type WaveDecided = {
  /** Absent when nothing was recorded. */
  decisionId?: string
  revision: number
  answers: Record<MoveAnswer['answer'], number>
  left: number
  /** How many open appeals this answered. */
  appeals: number
}

/** Why nothing was decided: it is part of another wave by now, or a colleague decided it otherwise since it was looked at. */
export type WaveRefusal = 'no-wave' | 'wave-decided'

/** The most comments of a wave that one decision moves; the site's lock is held meanwhile. */
const MOST = 10_000
const CHUNK = 1_000

/** Moves all members of a wave as one decision in one transaction, and keeps it as the wave's ruling, also where all stand as ordered
 *  already and only the ruling is another one. A comment whose author changed its text is not a member any more.
 *  The appeals of members that moved, or stood so already, are answered with it. */
export const decideWave =
  (db: Db, onRevisions: (revisions: Map<string, number>) => void) =>
  async (order: WaveDecision): Promise<WaveDecided | WaveRefusal> => {
    const decided = await withRetries(() => db.transaction().execute((tx) => decideIn(tx, order)))
    if (typeof decided === 'string') return decided
    onRevisions(decided.revisions)
    return decided.made
  }

const decideIn = async (
  tx: Tx,
  order: WaveDecision,
): Promise<WaveRefusal | { revisions: Map<string, number>; made: WaveDecided }> => {
  const { siteId, waveId, actor, action, reason, note } = order
  const revisions = await lockSites(tx, [siteId])
  const members = await findMembers(tx, order)
  if (members.length === 0) return 'no-wave'
  if (await isRuledUnseen(tx, order)) return 'wave-decided'
  const decisionId = newId()
  const answers = { moved: 0, already: 0, changed: 0, gone: 0, refused: 0 }
  const decision: DecisionRecord = { siteId, id: decisionId, actor, action, reason, note }
  let recorded = false
  let looked = 0
  let appeals = 0
  while (looked < members.length && answers.moved < MOST) {
    const chunk = members.slice(looked, looked + CHUNK)
    const { changes, settled } = await lookAt(tx, order, chunk, { decisionId, answers })
    looked = Object.values(answers).reduce((sum, count) => sum + count)
    if (changes.length > 0) {
      await applyChanges(tx, revisions, { changes, decisions: recorded ? [] : [decision] })
      recorded = true
    }
    appeals += await answerAppeals(tx, { siteId, commentIds: settled, to: order.to, decisionId })
  }
  if (!recorded && (appeals > 0 || (await isNewRuling(tx, order, answers)))) {
    await applyChanges(tx, revisions, { changes: [], decisions: [decision] })
    recorded = true
  }
  if (recorded)
    await tx
      .insertInto('wave_ruling')
      .values({ site_id: siteId, decision_id: decisionId, wave_id: waveId, action, at: sql`clock_timestamp()` }) // in the lock's order
      .execute()
  const left = members.length - looked
  const made = { ...(recorded && { decisionId }), revision: revisions.get(siteId) ?? 0, answers, left, appeals }
  return { revisions, made }
}

const isRuledUnseen = async (tx: Tx, { siteId, waveId, action, ruling }: WaveDecision): Promise<boolean> => {
  const stands = ruling === undefined ? undefined : (await findRulings(tx, siteId, [waveId])).get(waveId)
  return stands !== undefined && stands.decisionId !== ruling && stands.action !== action
}

/** Members moved one by one leave the wave's ruling as it was, and later near-copies are met by it. */
const isNewRuling = async (tx: Tx, { siteId, waveId, action }: WaveDecision, { already }: WaveDecided['answers']) =>
  already > 0 && (await findRulings(tx, siteId, [waveId])).get(waveId)?.action !== action

type Member = { id: string; version: number }

const findMembers = async (tx: Tx, { siteId, waveId, upTo, growth }: WaveDecision): Promise<Member[]> => {
  const { rows } = await sql<Member>`
    select comment_id as id, version from wave_member where site_id = ${siteId} and wave_id = ${waveId}::uuid
      ${upTo ? sql`and comment_id <= ${upTo}::uuid` : sql``}
      ${growth === undefined ? sql`` : sql`and growth <= ${growth}`} order by comment_id`.execute(tx)
  return rows
}

/** What a chunk's members meet: those that change, and all that stand as ordered then. Read chunk by chunk: what the chunk before moved
 *  may have hidden or shown comments of this one. */
const lookAt = async (
  tx: Tx,
  { siteId, actor, to, from, reason }: WaveDecision,
  members: Member[],
  { decisionId, answers }: { decisionId: string; answers: WaveDecided['answers'] },
): Promise<{ changes: Change[]; settled: string[] }> => {
  const rows = await readRows(
    tx,
    members.map(({ id }) => ({ siteId, id })),
  )
  const changes: Change[] = []
  const settled: string[] = []
  for (const { id, version } of members) {
    if (answers.moved === MOST) break
    const row = rows.get(keyOf({ siteId, id }))
    const answer = row ? answerTo(row, { commentId: id, version, to, from, reason }, actor) : 'gone'
    answers[answer] += 1
    if (answer === 'moved' || answer === 'already') settled.push(id)
    if (!row || answer !== 'moved') continue
    changes.push({ row, steps: [{ before: row, after: stateAfter(row, to, actor.kind), decisionId, kind: 'status' }] })
  }
  return { changes, settled }
}
