import { sql, type RawBuilder } from 'kysely'
import { rowsOf } from '../database.ts'
import { articleOf, countMoves, countRows, siteRows, standingRows, type Changed, type CountMoves } from './changed.ts'
import { keyOf } from './key.ts'
import type { State } from './state.ts'
import { packTrace } from './trace.ts'

/** Whether a transaction does nothing but decide, by the checks, on comments that nobody decided on before, each by itself. */
export const areFirstVerdicts = ({ changes, stood, flips, decisions }: Changed): boolean =>
  decisions.length === changes.length &&
  decisions.every(
    ({ actor, action, note, undoes }) =>
      actor.kind === 'checks' && action === JUDGE && note === undefined && undoes === undefined,
  ) &&
  changes.every(({ row, steps, verdict }, nth) => {
    const [step] = steps
    return (
      steps.length === 1 &&
      step?.kind === 'status' &&
      step.decisionId === decisions[nth]?.id &&
      isUntouched(row) &&
      (verdict?.outcome ?? step.after.status) === step.after.status &&
      isDecidedOnce(step.after, row.version)
    )
  }) &&
  flips.values().every((flip) => stood.has(keyOf(flip)))

const JUDGE = 'judge'

const isUntouched = ({ status, versionStatus, shownVersion, holdOnly, approvedVersion }: State): boolean =>
  status === 'pending' && versionStatus === 'pending' && shownVersion === null && !holdOnly && approvedVersion === null

const isDecidedOnce = (after: State, version: number): boolean =>
  after.versionStatus === after.status &&
  after.shownVersion === (after.status === 'published' ? version : null) &&
  !after.holdOnly &&
  after.approvedVersion === null

/** Writes what `areFirstVerdicts`, which is nearly all that is ever written: the same as `write` does of it, from one row a comment. */
export const writeVerdicts = (revisions: ReadonlyMap<string, number>, changed: Changed): RawBuilder<unknown> => {
  const moves = countMoves(changed)
  return sql`
    with judged as materialized (
      select * from ${verdictRows(changed, moves)}
    ), moved as (
      update comment c set status = j.outcome, version_status = j.outcome, visible = j.visible, revision = j.revision,
        shown_version = case when j.outcome = 'published' then j.version end,
        fingerprint = coalesce(j.print::int[], c.fingerprint), decided_at = now()
      from judged j where c.site_id = j.site_id and c.id = j.id
    ), counted as (
      update article a set published_count = a.published_count + r.delta, revision = r.revision
      from ${countRows(moves, revisions)} where a.site_id = r.site_id and a.id = r.id
    ), events as (
      insert into event (site_id, revision, kind, comment_id, version, article_id, from_status, to_status,
        from_version_status, to_version_status, from_hold_only, decision_id, count_after)
      select site_id, revision, 'status', id, version, article_id, 'pending', outcome, 'pending', outcome, false, decision_id, count
      from judged
    ), standings as (
      update standing t set number = greatest(0, t.number + r.delta) from ${standingRows(changed)}
      where t.site_id = r.site_id and t.status = r.status
    ), decisions as (
      insert into decision (site_id, id, actor_kind, action, reason)
      select site_id, decision_id, 'checks', ${JUDGE}, reason from judged
    ), verdicts as (
      insert into verdict (site_id, comment_id, version, outcome, checks, models, ms)
      select site_id, id, version, outcome, checks, models, ms from judged where checks is not null
      on conflict (site_id, comment_id, version) do update
        set outcome = excluded.outcome, checks = excluded.checks, models = excluded.models, ms = excluded.ms, at = now()
    )
    update site s set revision = r.revision from ${siteRows(revisions)}
    where s.id = r.id and s.revision <> r.revision`
}

const verdictRows = ({ changes, stood, decisions, lastRevision, flips }: Changed, moves: CountMoves) =>
  rowsOf(
    changes.map(({ row, fingerprint, verdict }, nth) => {
      const key = keyOf(row)
      return {
        site_id: row.siteId,
        id: row.id,
        version: row.version,
        article_id: row.articleId,
        revision: lastRevision.get(key),
        visible: flips.get(key)?.now ?? row.visible,
        outcome: stood.get(key)?.status,
        decision_id: decisions[nth]?.id,
        reason: decisions[nth]?.reason,
        count: moves.get(articleOf(row.siteId, row.articleId))?.count,
        print: fingerprint && `{${fingerprint.join(',')}}`,
        checks: verdict && packTrace(verdict.checks),
        models: verdict?.models,
        ms: verdict?.ms,
      }
    }),
    `site_id text, id uuid, version int, article_id bigint, revision bigint, visible boolean, outcome text, decision_id uuid,
     reason text, count int, print text, checks text, models jsonb, ms real`,
  )
