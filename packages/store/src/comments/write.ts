import { sql, type RawBuilder } from 'kysely'
import { rowsOf } from '../database.ts'
import { articleOf, countMoves, countRows, siteRows, standingRows, type Changed, type CountMoves } from './changed.ts'
import { keyOf } from './key.ts'
import type { State } from './state.ts'
import { packTrace } from './trace.ts'

/** Writes comments, what hangs below them, counts, events, decisions, verdicts, and moves the sites' revisions on: one statement,
 *  for every further one is a round trip under the sites' locks. */
export const write = (revisions: ReadonlyMap<string, number>, changed: Changed): RawBuilder<unknown> => {
  const moves = countMoves(changed)
  return sql`
    with moved as (
      update comment c set status = r.status, version_status = r.version_status, shown_version = r.shown_version,
        hold_only = r.hold_only, approved_version = r.approved_version, visible = r.visible, revision = r.revision,
        fingerprint = coalesce(r.fingerprint::int[], c.fingerprint),
        decided_at = case when r.version_status = 'pending' then c.decided_at else now() end,
        asked_at = case when r.version_status = 'pending' and c.version_status <> 'pending' then '-infinity' else c.asked_at end,
        asks = case when r.version_status = 'pending' and c.version_status <> 'pending' then 0 else c.asks end,
        failures = case when r.version_status = 'pending' and c.version_status <> 'pending' then 0 else c.failures end
      from ${commentRows(changed)} where c.site_id = r.site_id and c.id = r.id
    ), below as (
      update comment c set visible = r.now from ${belowRows(changed)} where c.site_id = r.site_id and c.id = r.id
    ), counted as (
      update article a set published_count = a.published_count + r.delta, revision = r.revision
      from ${countRows(moves, revisions)} where a.site_id = r.site_id and a.id = r.id
    ), events as (
      insert into event (site_id, revision, kind, comment_id, version, article_id, from_status, to_status,
        from_version_status, to_version_status, from_shown, from_hold_only, from_approved, decision_id, count_after)
      select * from ${eventRows(changed, moves)}
    ), standings as (
      update standing t set number = greatest(0, t.number + r.delta) from ${standingRows(changed)}
      where t.site_id = r.site_id and t.status = r.status
    ), decisions as (
      insert into decision (site_id, id, actor_kind, actor_name, action, reason, note, undoes, stayed)
      select r.* from ${decisionRows(changed)}
    ), verdicts as (
      insert into verdict (site_id, comment_id, version, outcome, checks, models, ms)
      select r.* from ${verdictRows(changed)}
      on conflict (site_id, comment_id, version) do update
        set outcome = excluded.outcome, checks = excluded.checks, models = excluded.models, ms = excluded.ms, at = now()
    )
    update site s set revision = r.revision from ${siteRows(revisions)}
    where s.id = r.id and s.revision <> r.revision`
}

const commentRows = ({ changes, stood, lastRevision, flips }: Changed) =>
  rowsOf(
    changes.map(({ row, fingerprint }) => {
      const key = keyOf(row)
      const state = stood.get(key) as State
      return {
        site_id: row.siteId,
        id: row.id,
        version: row.version,
        status: state.status,
        version_status: state.versionStatus,
        shown_version: state.shownVersion,
        hold_only: state.holdOnly,
        approved_version: state.approvedVersion,
        visible: flips.get(key)?.now ?? row.visible,
        revision: lastRevision.get(key) ?? row.revision,
        fingerprint: fingerprint ? `{${fingerprint.join(',')}}` : null,
      }
    }),
    `site_id text, id uuid, version int, status text, version_status text, shown_version int, hold_only boolean,
     approved_version int, visible boolean, revision bigint, fingerprint text`,
  )

/** The comments that did not move themselves but hang below one that did. */
const belowRows = ({ flips, stood }: Changed) =>
  rowsOf(
    [...flips.values()]
      .filter((flip) => flip.was !== flip.now && !stood.has(keyOf(flip)))
      .map(({ siteId, id, now }) => ({ site_id: siteId, id, now })),
    'site_id text, id uuid, now boolean',
  )

const eventRows = ({ events }: Changed, moves: CountMoves) =>
  rowsOf(
    events.map(({ row, revision, kind, before, after, decisionId }) => ({
      site_id: row.siteId,
      revision,
      kind,
      comment_id: row.id,
      version: row.version,
      article_id: row.articleId,
      from_status: before.status,
      to_status: after.status,
      from_version_status: before.versionStatus,
      to_version_status: after.versionStatus,
      from_shown: before.shownVersion,
      from_hold_only: before.holdOnly,
      from_approved: before.approvedVersion,
      decision_id: decisionId,
      count_after: moves.get(articleOf(row.siteId, row.articleId))?.count ?? null,
    })),
    `site_id text, revision bigint, kind text, comment_id uuid, version int, article_id bigint, from_status text,
     to_status text, from_version_status text, to_version_status text, from_shown int, from_hold_only boolean,
     from_approved int, decision_id uuid, count_after int`,
  )

const decisionRows = ({ decisions }: Changed) =>
  rowsOf(
    decisions.map(({ siteId, id, actor, action, reason, note, undoes, stayed = [] }) => ({
      site_id: siteId,
      id,
      actor_kind: actor.kind,
      actor_name: 'name' in actor ? actor.name : null,
      action,
      reason: reason ?? null,
      note: note ?? null,
      undoes: undoes ?? null,
      stayed: note === undefined || stayed.length === 0 ? null : stayed,
    })),
    `site_id text, id uuid, actor_kind text, actor_name text, action text, reason text, note text, undoes uuid, stayed uuid[]`,
  )

const verdictRows = ({ changes }: Changed) =>
  rowsOf(
    changes.flatMap(({ row, verdict }) =>
      verdict
        ? [
            {
              site_id: row.siteId,
              comment_id: row.id,
              version: row.version,
              ...verdict,
              checks: packTrace(verdict.checks),
            },
          ]
        : [],
    ),
    'site_id text, comment_id uuid, version int, outcome text, checks text, models jsonb, ms real',
  )
