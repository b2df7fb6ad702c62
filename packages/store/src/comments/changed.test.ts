import { expect, test } from 'vitest'
import { articleOf, countMoves, countRows, siteRows, standingRows, type Changed } from './changed.ts'
import { carriedBy, sampleRow } from './fakes.ts'
import type { Flip } from './flips.ts'
import { keyOf } from './key.ts'
import type { CommentRow, State } from './state.ts'

/** What a transaction changes, from each comment's row, what it comes to, and what becomes visible. */
const changed = (moves: [CommentRow, Partial<State>][], flips: Partial<Flip>[] = []): Changed => ({
  changes: moves.map(([row]) => ({ row, steps: [] })),
  stood: new Map(moves.map(([row, after]) => [keyOf(row), { ...row, ...after }])),
  lastRevision: new Map(),
  flips: new Map(
    flips
      .map((flip): Flip => ({
        siteId: 'paper',
        id: 'a',
        articleId: 7,
        status: 'published',
        was: true,
        now: true,
        ...flip,
      }))
      .map((flip) => [keyOf(flip), flip]),
  ),
  events: [],
  decisions: [],
})

const held = { status: 'held', versionStatus: 'held', shownVersion: null } as const
const shown = { status: 'published', versionStatus: 'published', shownVersion: 1 } as const
const deltas = (one: Changed) =>
  [...countMoves(one).values()].map(({ articleId, delta, count }) => [articleId, delta, count])

test.for<[string, Changed, number[][]]>([
  [
    'a comment that is seen counts',
    changed([[sampleRow({ ...held, visible: false }), shown]], [{ now: true }]),
    [[7, 1, 4]],
  ],
  ['one that is held no longer does', changed([[sampleRow(), held]], [{ now: false }]), [[7, -1, 2]]],
  [
    'one below something hidden does not',
    changed([[sampleRow({ ...held, visible: false }), shown]], [{ now: false }]),
    [],
  ],
  ['a tombstone does not, though it is seen', changed([[sampleRow(), { status: 'deleted' }]]), [[7, -1, 2]]],
  [
    'an edit that is published moves nothing, but is seen',
    changed([[sampleRow({ version: 2 }), { shownVersion: 2 }]]),
    [[7, 0, 3]],
  ],
  [
    'an edit of what is hidden is not seen',
    changed([[sampleRow({ version: 2, visible: false }), { shownVersion: 2 }]]),
    [],
  ],
  ['what is seen stays seen where nothing flips', changed([[sampleRow(), shown]]), []],
  [
    'what was hidden and published counts no less when it is held',
    changed([[sampleRow({ visible: false }), held]], [{ now: false }]),
    [],
  ],
  [
    'replies leave with their parent, tombstones among them do not',
    changed(
      [[sampleRow(), held]],
      [{ now: false }, { id: 'k', now: false }, { id: 'l', now: false }, { id: 't', status: 'deleted', now: false }],
    ),
    [[7, -3, 0]],
  ],
  [
    'and come back with it',
    changed([[sampleRow({ ...held, visible: false }), shown]], [{ was: false }, { id: 'k', was: false, now: true }]),
    [[7, 2, 5]],
  ],
  [
    'a reply that is changed together with its parent counts once',
    changed(
      [
        [sampleRow(), held],
        [sampleRow({ id: 'k' }), held],
      ],
      [{ now: false }, { id: 'k', now: false }],
    ),
    [[7, -2, 1]],
  ],
  [
    'what comes and what goes make up for each other, and both are seen',
    changed(
      [
        [sampleRow(), held],
        [sampleRow({ id: 'b', ...held, visible: false }), shown],
      ],
      [{ now: false }, { id: 'b', was: false }],
    ),
    [[7, 0, 3]],
  ],
  [
    'articles are counted apart',
    changed(
      [
        [sampleRow(), held],
        [sampleRow({ id: 'b', articleId: 8, articleCount: 9 }), held],
      ],
      [{ now: false }, { id: 'b', articleId: 8, now: false }, { id: 'k', articleId: 8, now: false }],
    ),
    [
      [7, -1, 2],
      [8, -2, 7],
    ],
  ],
])('%s', ([, one, expected]) => {
  expect(deltas(one)).toEqual(expected)
})

test('articles of two sites are counted apart, though their ids be one', () => {
  const moves = countMoves(
    changed(
      [
        [sampleRow(), held],
        [sampleRow({ siteId: 'other' }), held],
      ],
      [{ now: false }, { siteId: 'other', now: false }],
    ),
  )
  expect([...moves.keys()]).toEqual([articleOf('paper', 7), articleOf('other', 7)])
  expect(moves.get('other 7')).toEqual({ siteId: 'other', articleId: 7, delta: -1, count: 2, seen: true })
})

test('a comment below a changed one under another article is a fault, never a wrong count', () => {
  const stray = changed([[sampleRow(), held]], [{ now: false }, { id: 'k', articleId: 8, now: false }])
  expect(() => countMoves(stray)).toThrow('a comment below a changed one stands under another article')
})

test('counts are written as what they move by, at their site’s revision', () => {
  const moves = countMoves(
    changed(
      [
        [sampleRow(), held],
        [sampleRow({ siteId: 'other' }), held],
      ],
      [{ now: false }, { siteId: 'other', now: false }],
    ),
  )
  const { rows, text } = carriedBy(countRows(moves, new Map([['paper', 12]])))
  expect(rows).toEqual([
    { site_id: 'paper', id: 7, delta: -1, revision: 12 },
    { site_id: 'other', id: 7, delta: -1, revision: 0 },
  ])
  expect(text).toContain('as r(site_id text, id bigint, delta int, revision bigint)')
})

test('how many newest versions stand where moves by what came and went, and not by what stayed', () => {
  const pending = { versionStatus: 'pending' } as const
  const { rows, text } = carriedBy(
    standingRows(
      changed([
        [sampleRow(pending), { versionStatus: 'held' }],
        [sampleRow({ id: 'b', ...pending }), { versionStatus: 'held' }],
        [sampleRow({ id: 'c', ...pending }), { versionStatus: 'published' }],
        [sampleRow({ id: 'd', versionStatus: 'rejected' }), { versionStatus: 'rejected' }],
        [sampleRow({ siteId: 'other', ...pending }), { versionStatus: 'held' }],
      ]),
    ),
  )
  expect(rows).toEqual([
    { site_id: 'paper', status: 'pending', delta: -3 },
    { site_id: 'paper', status: 'held', delta: 2 },
    { site_id: 'paper', status: 'published', delta: 1 },
    { site_id: 'other', status: 'pending', delta: -1 },
    { site_id: 'other', status: 'held', delta: 1 },
  ])
  expect(text).toContain('as r(site_id text, status text, delta int)')
})

test('sites are written with their revisions', () => {
  const { rows, text } = carriedBy(
    siteRows(
      new Map([
        ['paper', 12],
        ['other', 3],
      ]),
    ),
  )
  expect(rows).toEqual([
    { id: 'paper', revision: 12 },
    { id: 'other', revision: 3 },
  ])
  expect(text).toContain('as r(id text, revision bigint)')
})
