import type { Status } from '@parley/contracts'
import type { Change, DecisionRecord, Step } from './apply.ts'
import { rowsOf } from '../database.ts'
import type { Flip } from './flips.ts'
import { keyOf } from './key.ts'
import { isCounted, type CommentRow, type State } from './state.ts'

/** All that a transaction changes; states, revisions and flips by `keyOf`. */
export type Changed = {
  changes: Change[]
  stood: ReadonlyMap<string, State>
  lastRevision: ReadonlyMap<string, number>
  flips: ReadonlyMap<string, Flip>
  events: (Step & { row: CommentRow; revision: number })[]
  decisions: DecisionRecord[]
}

/** What an article's comments gained or lost, the count that it comes to, and whether readers see other comments there. */
type CountMove = { siteId: string; articleId: number; delta: number; count: number; seen: boolean }
export type CountMoves = ReadonlyMap<string, CountMove>

export const articleOf = (siteId: string, articleId: number): string => `${siteId} ${articleId}`

/** The counts of articles of which readers see something else now, by `articleOf`; most move. They stand still under the site's lock, so
 *  what was read with the rows is what they are. */
export const countMoves = ({ changes, stood, flips }: Changed): CountMoves => {
  const moves = new Map<string, CountMove>()
  for (const { row } of changes) {
    const { siteId, articleId, articleCount: count } = row
    moves.set(articleOf(siteId, articleId), { siteId, articleId, delta: 0, count, seen: false })
  }
  const add = (siteId: string, articleId: number, delta: number, seen: boolean): void => {
    const move = moves.get(articleOf(siteId, articleId)) // replies stand under the article of what they reply to
    if (!move) throw new Error('a comment below a changed one stands under another article')
    move.delta += delta
    move.count += delta
    move.seen ||= seen
  }
  for (const { row } of changes) {
    const key = keyOf(row)
    const { status, shownVersion } = stood.get(key) as State
    const visible = flips.get(key)?.now ?? row.visible
    const delta = Number(isCounted(status, visible)) - Number(isCounted(row.status, row.visible))
    const isOther = status !== row.status || shownVersion !== row.shownVersion
    add(row.siteId, row.articleId, delta, visible !== row.visible || (visible && isOther))
  }
  for (const flip of flips.values()) {
    if (stood.has(keyOf(flip))) continue
    const { siteId, articleId, status, was, now } = flip
    add(siteId, articleId, Number(isCounted(status, now)) - Number(isCounted(status, was)), was !== now)
  }
  return new Map([...moves].filter(([, { seen }]) => seen))
}

export const countRows = (moves: CountMoves, revisions: ReadonlyMap<string, number>) =>
  rowsOf(
    [...moves.values()].map(({ siteId, articleId, delta }) => ({
      site_id: siteId,
      id: articleId,
      delta,
      revision: revisions.get(siteId) ?? 0,
    })),
    'site_id text, id bigint, delta int, revision bigint',
  )

/** How many newest versions came to stand where, and how many went. What is pending is counted where it waits. */
export const standingRows = ({ changes, stood }: Changed) => {
  const deltas = new Map<string, { site_id: string; status: Status; delta: number }>()
  const add = (siteId: string, status: Status, delta: number): void => {
    const known = deltas.get(`${siteId} ${status}`) ?? { site_id: siteId, status, delta: 0 }
    deltas.set(`${siteId} ${status}`, { ...known, delta: known.delta + delta })
  }
  for (const { row } of changes) {
    add(row.siteId, row.versionStatus, -1)
    add(row.siteId, (stood.get(keyOf(row)) as State).versionStatus, 1)
  }
  return rowsOf(
    [...deltas.values()].filter(({ delta }) => delta !== 0),
    'site_id text, status text, delta int',
  )
}

export const siteRows = (revisions: ReadonlyMap<string, number>) =>
  rowsOf(
    [...revisions].map(([id, revision]) => ({ id, revision })),
    'id text, revision bigint',
  )
