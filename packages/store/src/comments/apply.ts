import type { Actor, Status } from '@parley/contracts'
import { sql } from 'kysely'
import { rowsOf, type Tx } from '../database.ts'
import { isCounted, isReachableItself, type CommentRow, type State } from './state.ts'

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
}

/** Locks sites in key order and answers their revisions. A statement of its own: the next one sees all that was committed before. */
export const lockSites = async (tx: Tx, siteIds: Iterable<string>): Promise<Map<string, number>> => {
  const { rows } = await sql<{ id: string; revision: number }>`
    select id, revision from site where id = any(${[...new Set(siteIds)]}) order by id for no key update`.execute(tx)
  return new Map(rows.map(({ id, revision }) => [id, revision]))
}

/** The comments of locked sites, as they stand now, in no order. */
export const readRows = async (tx: Tx, wanted: { siteId: string; id: string }[]): Promise<Map<string, CommentRow>> => {
  const { rows } = await sql<CommentRow>`
    select c.site_id as "siteId", c.id, c.version, c.status, c.version_status as "versionStatus",
      c.shown_version as "shownVersion", c.visible, c.hold_only as "holdOnly", c.approved_version as "approvedVersion",
      c.article_id as "articleId", c.parent_id as "parentId", c.revision
    from ${rowsOf(
      wanted.map(({ siteId, id }) => ({ site_id: siteId, id })),
      'site_id text, id uuid',
    )}
    join comment c on c.site_id = r.site_id and c.id = r.id`.execute(tx)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** A comment's key across sites. */
export const keyOf = ({ siteId, id }: { siteId: string; id: string }): string => `${siteId} ${id}`

/** The one function through which a comment's status, its events, what is visible and what is counted change, in one
 *  transaction under the sites' locks. Moves `revisions` on and answers nothing: all of it happens, or a fault is thrown. */
export const applyChanges = async (
  tx: Tx,
  revisions: Map<string, number>,
  { changes, decisions }: { changes: Change[]; decisions: DecisionRecord[] },
): Promise<void> => {
  if (changes.length === 0 && decisions.length === 0) return
  const stood = new Map(changes.map((change) => [keyOf(change.row), finalState(change)]))
  const events = changes.flatMap((change) => change.steps.map((step) => ({ ...step, row: change.row, revision: 0 })))
  for (const event of events) {
    event.revision = (revisions.get(event.row.siteId) ?? 0) + 1
    revisions.set(event.row.siteId, event.revision)
  }
  const lastRevision = new Map(events.map(({ row, revision }) => [keyOf(row), revision]))

  const flips = await findFlips(tx, changes)
  await writeComments(tx, changes, stood, lastRevision, flips)
  await spreadVisibility(tx, flips, stood)
  const counts = await writeCounts(tx, revisions, changes, stood, flips)
  await record(tx, revisions, { changes, stood, events, decisions, counts })
}

const finalState = ({ row, steps }: Change): State => steps.at(-1)?.after ?? row

type Flip = { siteId: string; id: string; articleId: number; status: Status; was: boolean; now: boolean }

/** What becomes of `visible` in the changed comments and all below them. A batch may hold a comment together with its
 *  grandparent: of the values a comment gets, the one that came the longest way knew every change above it. */
const findFlips = async (tx: Tx, changes: Change[]): Promise<Map<string, Flip>> => {
  const seeds = changes
    .map((change) => ({ row: change.row, self: isReachableItself(finalState(change)) }))
    .filter(({ row, self }) => self !== isReachableItself(row))
    .map(({ row, self }) => ({ site_id: row.siteId, id: row.id, self }))
  if (seeds.length === 0) return new Map()
  const { rows } = await sql<Flip>`
    with recursive seed as materialized (
      select r.site_id, r.id, r.self from ${rowsOf(seeds, 'site_id text, id uuid, self boolean')}
    ), tree as (
      select c.site_id, c.id, c.article_id, c.status, c.visible as was,
        s.self and (c.parent_id is null or coalesce(p.visible, false)) as now, 0 as hops
      from seed s
      join comment c on c.site_id = s.site_id and c.id = s.id
      left join comment p on p.site_id = c.site_id and p.id = c.parent_id
      union all
      select k.site_id, k.id, k.article_id, k.status, k.visible,
        t.now and coalesce(s.self, k.status = 'published' or (k.status = 'deleted' and k.shown_version is not null)),
        t.hops + 1
      from tree t
      join comment k on k.site_id = t.site_id and k.parent_id = t.id
      left join seed s on s.site_id = k.site_id and s.id = k.id
    )
    select distinct on (site_id, id) site_id as "siteId", id, article_id as "articleId", status, was, now
    from tree order by site_id, id, hops desc`.execute(tx)
  return new Map(rows.map((row) => [keyOf(row), row]))
}

const writeComments = async (
  tx: Tx,
  changes: Change[],
  stood: Map<string, State>,
  lastRevision: Map<string, number>,
  flips: Map<string, Flip>,
): Promise<void> => {
  if (changes.length === 0) return
  const rows = changes.map((change) => {
    const { row, fingerprint } = change
    const key = keyOf(row)
    const state = stood.get(key) as State
    return {
      site_id: row.siteId,
      id: row.id,
      status: state.status,
      version_status: state.versionStatus,
      shown_version: state.shownVersion,
      hold_only: state.holdOnly,
      approved_version: state.approvedVersion,
      visible: flips.get(key)?.now ?? row.visible,
      revision: lastRevision.get(key) ?? row.revision,
      fingerprint: fingerprint ? `{${fingerprint.join(',')}}` : null,
    }
  })
  const columns = `site_id text, id uuid, status text, version_status text, shown_version int, hold_only boolean,
    approved_version int, visible boolean, revision bigint, fingerprint text`
  await sql`
    update comment c set status = r.status, version_status = r.version_status, shown_version = r.shown_version,
      hold_only = r.hold_only, approved_version = r.approved_version, visible = r.visible, revision = r.revision,
      fingerprint = coalesce(r.fingerprint::int[], c.fingerprint),
      decided_at = case when r.version_status = 'pending' then c.decided_at else now() end,
      asked_at = case when r.version_status = 'pending' and c.version_status <> 'pending' then '-infinity' else c.asked_at end,
      asks = case when r.version_status = 'pending' and c.version_status <> 'pending' then 0 else c.asks end,
      failures = case when r.version_status = 'pending' and c.version_status <> 'pending' then 0 else c.failures end
    from ${rowsOf(rows, columns)} where c.site_id = r.site_id and c.id = r.id`.execute(tx)
}

/** Writes `visible` of the comments that did not move themselves but hang below one that did. */
const spreadVisibility = async (tx: Tx, flips: Map<string, Flip>, stood: Map<string, State>): Promise<void> => {
  const below = [...flips.values()].filter((flip) => flip.was !== flip.now && !stood.has(keyOf(flip)))
  if (below.length === 0) return
  const rows = below.map(({ siteId, id, now }) => ({ site_id: siteId, id, now }))
  await sql`update comment c set visible = r.now from ${rowsOf(rows, 'site_id text, id uuid, now boolean')}
    where c.site_id = r.site_id and c.id = r.id`.execute(tx)
}

/** Adds to each article what its comments gained or lost; answers the counts after, by site and article. */
const writeCounts = async (
  tx: Tx,
  revisions: Map<string, number>,
  changes: Change[],
  stood: Map<string, State>,
  flips: Map<string, Flip>,
): Promise<Map<string, number>> => {
  const deltas = new Map<string, { site_id: string; id: number; delta: number; revision: number }>()
  const add = (siteId: string, articleId: number, delta: number): void => {
    if (delta === 0) return
    const key = `${siteId} ${articleId}`
    const known = deltas.get(key)
    if (known) known.delta += delta
    else deltas.set(key, { site_id: siteId, id: articleId, delta, revision: revisions.get(siteId) ?? 0 })
  }
  for (const { row } of changes) {
    const key = keyOf(row)
    const now = isCounted((stood.get(key) as State).status, flips.get(key)?.now ?? row.visible)
    add(row.siteId, row.articleId, Number(now) - Number(isCounted(row.status, row.visible)))
  }
  for (const flip of flips.values()) {
    if (stood.has(keyOf(flip))) continue
    add(
      flip.siteId,
      flip.articleId,
      Number(isCounted(flip.status, flip.now)) - Number(isCounted(flip.status, flip.was)),
    )
  }
  const moved = [...deltas.values()].filter(({ delta }) => delta !== 0)
  if (moved.length === 0) return new Map()
  const { rows } = await sql<{ site_id: string; id: number; count: number }>`
    update article a set published_count = a.published_count + r.delta, revision = r.revision
    from ${rowsOf(moved, 'site_id text, id bigint, delta int, revision bigint')}
    where a.site_id = r.site_id and a.id = r.id
    returning a.site_id, a.id, a.published_count as count`.execute(tx)
  return new Map(rows.map(({ site_id, id, count }) => [`${site_id} ${id}`, count]))
}

type Event = Step & { row: CommentRow; revision: number }

/** Writes the events, decisions, verdicts and the versions' own statuses, and moves the sites' revisions on. */
const record = async (
  tx: Tx,
  revisions: Map<string, number>,
  {
    changes,
    stood,
    events,
    decisions,
    counts,
  }: {
    changes: Change[]
    stood: Map<string, State>
    events: Event[]
    decisions: DecisionRecord[]
    counts: Map<string, number>
  },
): Promise<void> => {
  const eventRows = events.map(({ row, revision, kind, before, after, decisionId }) => ({
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
    count_after: counts.get(`${row.siteId} ${row.articleId}`) ?? null,
  }))
  const decisionRows = decisions.map(({ siteId, id, actor, action, reason, note, undoes }) => ({
    site_id: siteId,
    id,
    actor_kind: actor.kind,
    actor_name: 'name' in actor ? actor.name : null,
    action,
    reason: reason ?? null,
    note: note ?? null,
    undoes: undoes ?? null,
  }))
  const verdictRows = changes.flatMap(({ row, verdict }) =>
    verdict ? [{ site_id: row.siteId, comment_id: row.id, version: row.version, ...verdict }] : [],
  )
  const textRows = changes.map(({ row }) => ({
    site_id: row.siteId,
    comment_id: row.id,
    version: row.version,
    status: (stood.get(keyOf(row)) as State).versionStatus,
  }))
  const siteRows = [...revisions].map(([id, revision]) => ({ id, revision }))
  await sql`
    with events as (
      insert into event (site_id, revision, kind, comment_id, version, article_id, from_status, to_status,
        from_version_status, to_version_status, from_shown, from_hold_only, from_approved, decision_id, count_after)
      select r.* from ${rowsOf(
        eventRows,
        `site_id text, revision bigint, kind text, comment_id uuid, version int,
        article_id bigint, from_status text, to_status text, from_version_status text, to_version_status text,
        from_shown int, from_hold_only boolean, from_approved int, decision_id uuid, count_after int`,
      )}
    ), decisions as (
      insert into decision (site_id, id, actor_kind, actor_name, action, reason, note, undoes)
      select r.* from ${rowsOf(
        decisionRows,
        `site_id text, id uuid, actor_kind text, actor_name text, action text,
        reason text, note text, undoes uuid`,
      )}
    ), verdicts as (
      insert into verdict (site_id, comment_id, version, outcome, checks, models, ms)
      select r.* from ${rowsOf(
        verdictRows,
        `site_id text, comment_id uuid, version int, outcome text, checks json,
        models jsonb, ms real`,
      )}
      on conflict (site_id, comment_id, version) do update
        set outcome = excluded.outcome, checks = excluded.checks, models = excluded.models, ms = excluded.ms, at = now()
    ), texts as (
      update comment_text t set status = r.status
      from ${rowsOf(textRows, 'site_id text, comment_id uuid, version int, status text')}
      where t.site_id = r.site_id and t.comment_id = r.comment_id and t.version = r.version
    )
    update site s set revision = r.revision from ${rowsOf(siteRows, 'id text, revision bigint')}
    where s.id = r.id and s.revision <> r.revision`.execute(tx)
}
