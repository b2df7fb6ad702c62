import type { Actor, Mode } from '@parley/contracts'
import { sql, type RawBuilder } from 'kysely'
import { rowsOf, type Session } from '../database.ts'
import { findFlips } from './flips.ts'
import { keyOf } from './key.ts'
import type { CommentRow, State } from './state.ts'
import { areFirstVerdicts, writeVerdicts } from './write-verdicts.ts'
import { write } from './write.ts'

/** A verdict to keep beside the decision it led to. */
export type VerdictRecord = { outcome: string; checks: unknown[]; models: string[]; ms: number }

/** One step of a comment: an event of the log. */
export type Step = { before: State; after: State; decisionId: string | null; kind: 'status' | 'edit' }

/** All that happens to one comment in a transaction: its steps in order, the last of which stands. */
export type Change = {
  row: CommentRow
  steps: Step[]
  fingerprint?: number[] | undefined
  verdict?: VerdictRecord | undefined
}

/** A decision to record. */
export type DecisionRecord = {
  siteId: string
  id: string
  actor: Actor
  action: string
  reason?: string | undefined
  note?: string | undefined
  undoes?: string | undefined
  /** Comments that it named and left as they were; kept with a note alone. */
  stayed?: readonly string[] | undefined
}

/** Locks sites in key order and answers their revisions. A statement of its own: the next one sees all that was committed before. */
export const lockSites = async (tx: Session, siteIds: Iterable<string>): Promise<Map<string, number>> =>
  new Map((await lockForDeciding(tx, siteIds)).map(({ id, revision }) => [id, revision]))

/** The same, with how each site is moderated now. */
export const lockForDeciding = async (
  tx: Session,
  siteIds: Iterable<string>,
): Promise<{ id: string; revision: number; mode: Mode }[]> => {
  const ids = [...new Set(siteIds)]
  // By an array it would be planned anew each time: one of known length looks cheaper than any.
  const those = ids.length === 1 ? sql`id = ${ids[0]}` : sql`id = any(${ids})`
  const { rows } = await sql<{ id: string; revision: number; mode: Mode }>`
    select id, revision, mode from site where ${those} order by id for no key update`.execute(tx)
  return rows
}

/** The comments of locked sites, as they stand now, in no order. */
export const readRows = async (
  tx: Session,
  wanted: { siteId: string; id: string }[],
): Promise<Map<string, CommentRow>> => {
  const { rows } = await sql<CommentRow>`
    select c.site_id as "siteId", c.id, c.version, c.status, c.version_status as "versionStatus",
      c.shown_version as "shownVersion", c.visible, c.hold_only as "holdOnly", c.approved_version as "approvedVersion",
      c.article_id as "articleId", a.mode as "articleMode", a.published_count as "articleCount", c.parent_id as "parentId", c.revision, coalesce(p.visible, false) as "parentVisible",
      exists (select from comment k where k.site_id = c.site_id and k.parent_id = c.id) as "hasReplies"
    from ${rowsOf(
      wanted.map(({ siteId, id }) => ({ site_id: siteId, id })),
      'site_id text, id uuid',
    )}
    join comment c on c.site_id = r.site_id and c.id = r.id
    join article a on a.site_id = c.site_id and a.id = c.article_id
    left join comment p on p.site_id = c.site_id and p.id = c.parent_id`.execute(tx)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** The one function through which a comment's status, its events, what is visible and what is counted change, in one
 *  transaction under the sites' locks. Moves `revisions` on and answers nothing: all of it happens, or a fault is thrown. */
export const applyChanges = async (
  tx: Session,
  revisions: Map<string, number>,
  all: { changes: Change[]; decisions: DecisionRecord[] },
): Promise<void> => void (await (await statementOf(tx, revisions, all))?.execute(tx))

/** The same as the one statement that does it, for the caller to send; undefined when there is nothing to do. */
export const statementOf = async (
  tx: Session,
  revisions: Map<string, number>,
  { changes, decisions }: { changes: Change[]; decisions: DecisionRecord[] },
): Promise<RawBuilder<unknown> | undefined> => {
  if (changes.length === 0 && decisions.length === 0) return undefined
  const stood = new Map(changes.map(({ row, steps }): [string, State] => [keyOf(row), steps.at(-1)?.after ?? row]))
  const events = changes.flatMap((change) => change.steps.map((step) => ({ ...step, row: change.row, revision: 0 })))
  for (const event of events) {
    event.revision = (revisions.get(event.row.siteId) ?? 0) + 1
    revisions.set(event.row.siteId, event.revision)
  }
  const lastRevision = new Map(events.map(({ row, revision }) => [keyOf(row), revision]))

  const flips = await findFlips(tx, changes, stood)
  const changed = { changes, stood, lastRevision, flips, events, decisions }
  return (areFirstVerdicts(changed) ? writeVerdicts : write)(revisions, changed)
}
