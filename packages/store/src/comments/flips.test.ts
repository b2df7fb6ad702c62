import { expect, test } from 'vitest'
import { carried, recordingTx, sampleRow } from './fakes.ts'
import { findFlips } from './flips.ts'
import { keyOf } from './key.ts'
import type { CommentRow, State } from './state.ts'

const shown = { status: 'published', shownVersion: 1 } as const
const hidden = { status: 'held', shownVersion: null } as const

/** Finds the flips of comments that came to stand otherwise; `below` is what the database tells of the subtrees. */
const flipsOf = async (moves: [CommentRow, Partial<State>][], below: object[] = []) => {
  const { tx, asked } = recordingTx(below)
  const stood = new Map(moves.map(([row, after]): [string, State] => [keyOf(row), { ...row, ...after }]))
  const changes = moves.map(([row]) => ({ row }))
  return { flips: await findFlips(tx, changes, stood), asked }
}

test.for([
  ['a comment that is published is seen', sampleRow({ ...hidden, visible: false }), shown, { was: false, now: true }],
  ['a comment that is held is no longer', sampleRow(), hidden, { was: true, now: false }],
  [
    'a reply is seen where its parent is',
    sampleRow({ ...hidden, visible: false, parentId: 'p', parentVisible: true }),
    shown,
    { was: false, now: true },
  ],
  [
    'a reply below something hidden stays hidden',
    sampleRow({ ...hidden, visible: false, parentId: 'p', parentVisible: false }),
    shown,
    { was: false, now: false },
  ],
  [
    'a reply that is held is hidden, whatever its parent',
    sampleRow({ parentId: 'p', parentVisible: true }),
    hidden,
    { was: true, now: false },
  ],
] as const)('%s, without a look at the database', async ([, row, after, expected]) => {
  const { flips, asked } = await flipsOf([[row, after]])
  const { siteId, id, articleId, status } = row
  expect([...flips]).toEqual([['paper a', { siteId, id, articleId, status, ...expected }]])
  expect(asked).toEqual([])
})

test.for([
  ['an edit is published', sampleRow({ version: 2 }), { shownVersion: 2 }],
  ['an author deletes what was published', sampleRow({ hasReplies: true }), { status: 'deleted', shownVersion: 1 }],
  ['what was held is rejected', sampleRow({ ...hidden, hasReplies: true, visible: false }), { status: 'rejected' }],
] as const)('%s: nothing flips, and nothing is asked', async ([, row, after]) => {
  const { flips, asked } = await flipsOf([[row, after]])
  expect(flips.size).toBe(0)
  expect(asked).toEqual([])
})

const below = [
  { siteId: 'paper', id: 'a', articleId: 7, status: 'published', was: true, now: false },
  { siteId: 'paper', id: 'k', articleId: 7, status: 'published', was: true, now: false },
]

test('what stands below a change is looked up', async () => {
  const { flips, asked } = await flipsOf([[sampleRow({ hasReplies: true }), hidden]], below)
  expect([...flips.keys()]).toEqual(['paper a', 'paper k'])
  expect(flips.get('paper k')).toEqual(below[1])
  expect(asked.map((query) => carried(query).rows)).toEqual([[{ site_id: 'paper', id: 'a', self: false }]])
  expect(asked[0]?.sql).toContain('as r(site_id text, id uuid, self boolean)')
})

test('a reply that moves together with its parent is looked up with it', async () => {
  const parent = sampleRow({ ...hidden, visible: false, id: 'p' })
  const reply = sampleRow({ ...hidden, visible: false, parentId: 'p' })
  const { asked } = await flipsOf([
    [parent, shown],
    [reply, shown],
  ])
  expect(asked.map((query) => carried(query).rows)).toEqual([
    [
      { site_id: 'paper', id: 'p', self: true },
      { site_id: 'paper', id: 'a', self: true },
    ],
  ])
})

test('one comment with replies has its whole batch looked up, and what does not flip is left out', async () => {
  const { asked } = await flipsOf([
    [sampleRow({ id: 'b' }), hidden],
    [sampleRow({ hasReplies: true }), hidden],
    [sampleRow({ id: 'c', version: 2 }), { shownVersion: 2 }],
  ])
  expect(asked.map((query) => carried(query).rows)).toEqual([
    [
      { site_id: 'paper', id: 'b', self: false },
      { site_id: 'paper', id: 'a', self: false },
    ],
  ])
})

test('a change of another site’s comment of the same id is no change above', async () => {
  const reply = sampleRow({ ...hidden, visible: false, parentId: 'p', parentVisible: true })
  const { flips, asked } = await flipsOf([
    [reply, shown],
    [sampleRow({ siteId: 'other', id: 'p' }), hidden],
  ])
  expect([...flips].map(([key, { now }]) => [key, now])).toEqual([
    ['paper a', true],
    ['other p', false],
  ])
  expect(asked).toEqual([])
})
