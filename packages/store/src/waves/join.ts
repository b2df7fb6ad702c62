import { sql } from 'kysely'
import { v7 as newId } from 'uuid'
import { lockSites } from '../comments/apply.ts'
import { withRetries } from '../transact.ts'
import type { PendingComment } from '../comments/pending.ts'
import { rowsOf, type Db, type Tx } from '../database.ts'
import { findCopies } from '../facts.ts'
import { unite } from './unite.ts'

/** A comment with the version whose text is meant. */
export type Written = Pick<PendingComment, 'id' | 'version'>

/** A comment just judged that has near-copies: which were known when its checks ran, and how alike a further one must be. */
export type Arrival = {
  comment: PendingComment
  fingerprint: number[]
  /** The least similarity at which another comment is of the same wave. */
  near: number
  /** Comments found that near, of the site or of the same job; none where many were a little less alike. */
  copies: Written[]
}

/** Of each group so many, those with the fewest copies first, look once more for what was decided while their checks ran. */
const LOOKING_AGAIN = 16
/** A text alike in part to so many of one wave is of it, even when none of those it found is near. */
const MANY_ALIKE = 3

/** Makes waves of decided comments and their near-copies, and one wave of those that arrivals connect. Call it after the arrivals'
 *  decision: of two jobs at once the later one then finds the other's. Safe to repeat. Answers which of the arrivals are in a
 *  wave now. */
export const join =
  (db: Db) =>
  async (siteId: string, arrivals: readonly Arrival[]): Promise<Set<string>> => {
    if (arrivals.length === 0) return new Set()
    return withRetries(() => db.transaction().execute((tx) => joinIn(tx, siteId, arrivals)))
  }

const joinIn = async (tx: Tx, siteId: string, arrivals: readonly Arrival[]): Promise<Set<string>> => {
  await lockSites(tx, [siteId])
  const known = arrivals.flatMap(({ comment, copies }) => [comment, ...copies].map((copy) => [comment, copy] as const))
  const looked = await lookAgain(tx, siteId, arrivals, unite(known.map(([{ id }, copy]) => [id, copy.id])))
  const near = [...known, ...looked.flatMap(({ comment, copies }) => copies.map((copy) => [comment, copy] as const))]
  const named = [...near.flat().map(({ id }) => id), ...looked.flatMap(({ alike }) => alike)]
  const standing = await findMembers(tx, siteId, named)
  const isCurrent = ({ id, version }: Written): boolean => standing.get(id)?.version === version // not edited meanwhile
  /** What a comment said before it was edited still links those who copied it, and not the comment. */
  const nameOf = (copy: Written): string => (isCurrent(copy) ? copy.id : `${copy.id} as of ${copy.version}`)
  const nearNow = near.filter(([comment]) => isCurrent(comment))
  const links: Links = [...nearNow.map(([{ id }, copy]) => [id, nameOf(copy)] as const), ...waveLinks(standing)]
  const current = looked.filter(({ comment }) => isCurrent(comment))
  const groups = unite([...links, ...strays(current, unite(links))])

  const joining: Joining[] = []
  const merging: Merging[] = []
  for (const names of groups) {
    const members = names.flatMap((id) => standing.get(id) ?? [])
    const waves = [...new Set(members.flatMap(({ waveId }) => waveId ?? []))].toSorted()
    if (members.length < 2) continue
    const into = waves[0] ?? newId()
    merging.push(...waves.slice(1).map((from) => ({ from, into })))
    for (const { id, version, waveId } of members) if (waveId === undefined) joining.push({ id, version, into })
  }
  await merge(tx, siteId, merging)
  await enter(tx, siteId, joining)
  const before = [...standing.values()].flatMap(({ id, waveId }) => (waveId === undefined ? [] : [id]))
  return new Set([...before, ...joining.map(({ id }) => id)])
}

type Links = (readonly [string, string])[]

/** What one arrival finds: copies as near as it asks, and others that are alike in part. */
type Looked = { comment: Written; copies: Written[]; alike: string[] }

/** What some of each group find now that the group did not know. */
const lookAgain = async (
  tx: Tx,
  siteId: string,
  arrivals: readonly Arrival[],
  groups: string[][],
): Promise<Looked[]> => {
  const byId = new Map(arrivals.map((arrival) => [arrival.comment.id, arrival]))
  const looking = groups.flatMap((ids) =>
    ids
      .flatMap((id) => byId.get(id) ?? [])
      .toSorted((a, b) => a.copies.length - b.copies.length)
      .slice(0, LOOKING_AGAIN),
  )
  const prints = new Map(looking.map(({ comment, fingerprint }) => [comment.id, fingerprint]))
  const pending = looking.map(({ comment }) => comment)
  const found = await findCopies(tx, siteId, pending, prints)
  return looking.map(({ comment, near, copies }) => {
    const all = found.get(comment.id) ?? []
    const nearer = all
      .filter(({ similarity }) => similarity >= near)
      .map(({ commentId, version }) => ({ id: commentId, version }))
    const isStray = copies.length + nearer.length === 0
    return { comment, copies: nearer, alike: isStray ? all.map(({ commentId }) => commentId) : [] }
  })
}

/** A member is linked with its wave, which stands in for all the others. */
const waveLinks = (standing: Map<string, Standing>): Links =>
  [...standing.values()].flatMap(({ id, waveId }) => (waveId === undefined ? [] : [[id, `wave ${waveId}`] as const]))

/** Links arrivals that are near no single comment, but alike in part to many of one group. */
const strays = (looked: Looked[], groups: string[][]): Links => {
  const groupOf = new Map(groups.flatMap((names, at) => names.map((name) => [name, at] as const)))
  return looked.flatMap(({ comment: { id }, alike }): Links => {
    const shares = Map.groupBy(
      alike.filter((copy) => groupOf.has(copy)),
      (copy) => groupOf.get(copy),
    )
    return [...shares.values()].filter(({ length }) => length >= MANY_ALIKE).map(([copy = id]) => [id, copy] as const)
  })
}

type Standing = { id: string; version: number; waveId: string | undefined }

/** The comments among these that were decided and are still there, with their waves. One whose new text waits has none yet. */
const findMembers = async (tx: Tx, siteId: string, ids: string[]): Promise<Map<string, Standing>> => {
  const { rows } = await sql<{ id: string; version: number; waveId: string | null }>`
    select c.id, c.version, m.wave_id as "waveId"
    from unnest(${ids}::uuid[]) as asked(id)
    cross join lateral (
      -- Fenced off: before statistics are known, all rows of a site look as few as one.
      select id, version, status, version_status from comment where site_id = ${siteId} and id = asked.id offset 0
    ) c
    left join lateral (
      select wave_id from wave_member where site_id = ${siteId} and comment_id = c.id offset 0
    ) m on true
    where c.status <> 'deleted' and c.version_status <> 'pending'`.execute(tx)
  return new Map(rows.map(({ waveId, ...row }) => [row.id, { ...row, waveId: waveId ?? undefined }]))
}

type Merging = { from: string; into: string }

const merge = async (tx: Tx, siteId: string, merging: Merging[]): Promise<void> => {
  if (merging.length === 0) return
  const pairs = rowsOf(merging, '"from" uuid, "into" uuid')
  await sql`
    with members as (
      update wave_member m set wave_id = r.into, growth = w.growth + 1 from ${pairs}
      join wave w on w.site_id = ${siteId} and w.id = r.into
      where m.site_id = ${siteId} and m.wave_id = r."from"
    ), rulings as (
      update wave_ruling g set wave_id = r.into from ${pairs} where g.site_id = ${siteId} and g.wave_id = r."from"
    ), gone as (
      delete from wave w using ${pairs} where w.site_id = ${siteId} and w.id = r."from" returning r.into, w.size, w.newest
    ), sums as (
      select "into", sum(size)::int as size, max(newest::text)::uuid as newest from gone group by "into"
    )
    update wave w set size = w.size + s.size, newest = greatest(w.newest, s.newest), growth = w.growth + 1
    from sums s where w.site_id = ${siteId} and w.id = s.into`.execute(tx)
}

type Joining = { id: string; version: number; into: string }

const enter = async (tx: Tx, siteId: string, joining: Joining[]): Promise<void> => {
  if (joining.length === 0) return
  await sql`
    with grown as (
      insert into wave (site_id, id, size, newest, growth)
      select ${siteId}, r.into, count(*), max(r.id::text)::uuid, 1
      from ${rowsOf(joining, 'id uuid, "into" uuid')} group by r.into
      on conflict (site_id, id) do update
        set size = wave.size + excluded.size, newest = greatest(wave.newest, excluded.newest), growth = wave.growth + 1
      returning id, growth
    )
    insert into wave_member (site_id, comment_id, version, wave_id, growth)
    select ${siteId}, r.id, r.version, r.into, w.growth
    from ${rowsOf(joining, 'id uuid, version int, "into" uuid')} join grown w on w.id = r.into`.execute(tx)
}
