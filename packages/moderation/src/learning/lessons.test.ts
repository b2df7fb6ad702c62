import { expect, test } from 'vitest'
import { lessonsOf, type LoggedDecision } from './lessons.ts'

let revision = 0
const logged = (decisionId: string, over: Partial<LoggedDecision> = {}): LoggedDecision => ({
  decisionId,
  revision: (revision += 1),
  commentId: 'c1',
  version: 1,
  to: 'published',
  moderator: 'ada',
  day: '2026-11-24',
  ...over,
})

test.each([
  ['an approval', { to: 'published' }, { spam: false, abuse: false }, false],
  ['spam', { to: 'rejected', reason: 'spam' }, { spam: true }, true],
  ['a bad link', { to: 'removed', reason: 'bad-link' }, { spam: true }, true],
  ['abuse', { to: 'rejected', reason: 'abuse' }, { abuse: true }, true],
  ['something else', { to: 'rejected', reason: 'other' }, { abuse: true }, true],
  ['a private address', { to: 'removed', reason: 'personal-information' }, {}, true],
] as const)('%s teaches what it says, and nothing of what it does not', (_what, over, says, unwanted) => {
  expect(lessonsOf([logged('d1', over)])).toMatchObject([{ decisionId: 'd1', says, unwanted }])
})

test('a hold teaches nothing', () => {
  expect(lessonsOf([logged('d1', { to: 'held' })])).toEqual([])
})

test('the last decision on a version counts, each version for itself', () => {
  const log = [logged('d1'), logged('d2', { to: 'rejected', reason: 'spam' }), logged('d3', { version: 2 })]
  expect(lessonsOf(log).map(({ decisionId, version }) => [decisionId, version])).toEqual([
    ['d2', 1],
    ['d3', 2],
  ])
})

test('what was undone is not learned, and the decision before it stands again', () => {
  const first = logged('d1')
  const second = logged('d2', { to: 'rejected', reason: 'abuse' })
  const undo = logged('d3', { undoes: 'd2', to: 'published' })
  expect(lessonsOf([first, second, undo])).toMatchObject([{ decisionId: 'd1', says: { abuse: false } }])
  expect(lessonsOf([second, undo])).toEqual([])
})

test('an undo that was undone leaves the decision standing, whatever the depth', () => {
  const log = [logged('d1', { to: 'rejected', reason: 'spam' })]
  for (let depth = 1; depth <= 4; depth += 1) {
    log.push(logged(`d${depth + 1}`, { undoes: `d${depth}`, to: depth % 2 === 1 ? 'held' : 'rejected' }))
    expect(lessonsOf(log)).toHaveLength(depth % 2 === 1 ? 0 : 1)
  }
})

test('undoing what the checks did teaches nothing', () => {
  expect(lessonsOf([logged('d1', { undoes: 'by-the-checks', to: 'pending' })])).toEqual([])
})

test('lessons come in the order of the decisions, however the log was read', () => {
  const log = ['d3', 'd1', 'd2'].map((id) => logged(id, { commentId: id }))
  expect(lessonsOf(log).map(({ decisionId }) => decisionId)).toEqual(['d1', 'd2', 'd3'])
  expect(lessonsOf(log.toReversed())).toEqual(lessonsOf(log))
})
