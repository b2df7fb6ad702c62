import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import { rowsOf, type Session } from '../database.ts'
import { keyOf } from './key.ts'
import { isReachableItself, type CommentRow, type State } from './state.ts'

/** What becomes of `visible` in one comment. */
export type Flip = { siteId: string; id: string; articleId: number; status: Status; was: boolean; now: boolean }

type Seed = { row: CommentRow; self: boolean }

/** What becomes of `visible` in the changed comments and all below them, by `keyOf`. */
export const findFlips = async (
  tx: Session,
  changes: readonly { row: CommentRow }[],
  stood: ReadonlyMap<string, State>,
): Promise<Map<string, Flip>> => {
  const seeds = changes
    .map(({ row }) => ({ row, self: isReachableItself(stood.get(keyOf(row)) as State) }))
    .filter(({ row, self }) => self !== isReachableItself(row))
  // Nearly all: nothing stands below it, and what stands above it stays as it is.
  const isAlone = ({ row }: Seed): boolean =>
    !row.hasReplies && (row.parentId === null || !stood.has(keyOf({ siteId: row.siteId, id: row.parentId })))
  const flips = seeds.every(isAlone) ? seeds.map(flipOf) : await findBelow(tx, seeds)
  return new Map(flips.map((flip) => [keyOf(flip), flip]))
}

const flipOf = ({ row, self }: Seed): Flip => {
  const { siteId, id, articleId, status, visible, parentId, parentVisible } = row
  return { siteId, id, articleId, status, was: visible, now: self && (parentId === null || parentVisible) }
}

/** A batch may hold a comment together with its grandparent: of the values a comment gets, the one that came the longest way
 *  knew every change above it. */
const findBelow = async (tx: Session, seeds: Seed[]): Promise<Flip[]> => {
  const given = seeds.map(({ row, self }) => ({ site_id: row.siteId, id: row.id, self }))
  const { rows } = await sql<Flip>`
    with recursive seed as materialized (
      select r.site_id, r.id, r.self from ${rowsOf(given, 'site_id text, id uuid, self boolean')}
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
  return rows
}
