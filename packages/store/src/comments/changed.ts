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

/** What an article's comments gained or lost, and the count that it comes to. */
type CountMove = { siteId: string; articleId: number; delta: number; count: number }
export type CountMoves = ReadonlyMap<string, CountMove>

export const articleOf = (siteId: string, articleId: number): string => `${siteId} ${articleId}`

/** The counts that move, by `articleOf`. They stand still under the site's lock, so what was read with the rows is what they are. */
export const countMoves = ({ changes, stood, flips }: Changed): CountMoves => {
  const moves = new Map<string, CountMove>()
  for (const { row } of changes) {
    const { siteId, articleId, articleCount: count } = row
    moves.set(articleOf(siteId, articleId), { siteId, articleId, delta: 0, count })
  }
  const add = (siteId: string, articleId: number, delta: number): void => {
    const move = moves.get(articleOf(siteId, articleId)) // replies stand under the article of what they reply to
    if (!move) throw new Error('a comment below a changed one stands under another article')
    move.delta += delta
    move.count += delta
  }
  for (const { row } of changes) {
    const key = keyOf(row)
    const now = isCounted((stood.get(key) as State).status, flips.get(key)?.now ?? row.visible)
    add(row.siteId, row.articleId, Number(now) - Number(isCounted(row.status, row.visible)))
  }
  for (const flip of flips.values()) {
    if (stood.has(keyOf(flip))) continue
    const { siteId, articleId, status, was, now } = flip
    add(siteId, articleId, Number(isCounted(status, now)) - Number(isCounted(status, was)))
  }
  return new Map([...moves].filter(([, { delta }]) => delta !== 0))
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
