import type { Decision, DecisionView, UndoAnswer } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { idOf } from '../../fakes/rows.ts'

const line = 'POST /v1/moderation/decisions'
const one = (number: number, site = 'paper') => ({ site, id: idOf(number), version: 1 })

const deciding = async (answer: 'moved' | 'already' | 'changed' | 'gone' | 'refused' = 'moved') => {
  const calls: Decision[] = []
  const deps = await fakeDeps({
    comments: {
      decide: async (call) => {
        calls.push(call)
        const answers = call.moves.map(({ commentId }) => ({ commentId, answer }))
        return { decisionId: idOf(900 + calls.length), revision: 8, answers }
      },
    },
  })
  return { calls, ask: asking(deps) }
}

test('an order becomes one decision a site, in the name of the token', async () => {
  const { ask, calls } = await deciding()
  const order = { comments: [one(1), one(2, 'other'), one(3)], action: 'reject', reason: 'spam', note: 'A farm.' }
  const { json } = await ask(line, { body: order, token: 'ada-token' })
  expect(json).toEqual({
    decisions: [
      { site: 'paper', id: idOf(901), revision: 8 },
      { site: 'other', id: idOf(902), revision: 8 },
    ],
    comments: [1, 2, 3].map((number) => ({
      site: number === 2 ? 'other' : 'paper',
      id: idOf(number),
      answer: 'decided',
    })),
  })
  expect(calls[0]).toMatchObject({
    siteId: 'paper',
    actor: { kind: 'moderator', name: 'ada' },
    action: 'reject',
    reason: 'spam',
    note: 'A farm.',
    moves: [{ commentId: idOf(1), to: 'rejected', from: expect.arrayContaining(['pending', 'held', 'published']) }, {}],
  })
})

test.each([
  ['approve', 'published'],
  ['hold', 'held'],
  ['remove', 'removed'],
])('%s leads to %s', async (action, to) => {
  const { ask, calls } = await deciding()
  await ask(line, { body: { comments: [one(1)], action, reason: 'other' }, token: 'ada-token' })
  expect(calls[0]?.moves).toMatchObject([{ to }])
})

test.each(['already', 'changed', 'gone', 'refused'] as const)('%s is told, and is no decision', async (answer) => {
  const { ask } = await deciding(answer)
  const { json } = await ask(line, { body: { comments: [one(1)], action: 'approve' }, token: 'ada-token' })
  expect(json).toEqual({ decisions: [], comments: [{ site: 'paper', id: idOf(1), answer }] })
})

test.each([
  ['held', ['pending', 'held']],
  ['rejected', ['pending', 'held', 'rejected']],
  ['pending', ['pending', 'held', 'rejected', 'removed']],
  [undefined, ['pending', 'held', 'rejected', 'removed']],
] as const)('who saw it %s approves what stands at %j', async (seen, from) => {
  const { ask, calls } = await deciding()
  const comments = [{ ...one(1), ...(seen && { seen }) }]
  await ask(line, { body: { comments, action: 'approve' }, token: 'ada-token' })
  expect(calls[0]?.moves[0]?.from.toSorted()).toEqual(from.toSorted())
})

test('what could have been done as it was seen has changed; what could not is refused', async () => {
  const { ask } = await deciding('refused')
  const comments = [{ ...one(1), seen: 'held' }, { ...one(2), seen: 'published' }, one(3)]
  const { json } = await ask(line, { body: { comments, action: 'approve' }, token: 'ada-token' })
  expect(json['comments']).toMatchObject([{ answer: 'changed' }, { answer: 'refused' }, { answer: 'refused' }])
})

test('a comment of a site the token does not reach is as gone as one that never was', async () => {
  const { ask, calls } = await deciding()
  const body = { comments: [one(1, 'other'), one(2, 'nowhere'), one(3)], action: 'approve' }
  const { json } = await ask(line, { body, token: 'paper-mod-token' })
  expect(json['comments']).toMatchObject([{ answer: 'gone' }, { answer: 'gone' }, { answer: 'decided' }])
  expect(calls.map(({ siteId }) => siteId)).toEqual(['paper'])
})

const many = (count: number) => Array.from({ length: count }, (_, number) => one(number))
test.each([
  ['501 comments', { comments: many(501), action: 'approve' }],
  ['no comment', { comments: [], action: 'approve' }],
  ['a comment named twice', { comments: [one(1), one(1)], action: 'approve' }],
  ['a rejection without a reason', { comments: [one(1)], action: 'reject' }],
  ['the service’s own reason', { comments: [one(1)], action: 'reject', reason: 'checks-failed' }],
  ['an unknown action', { comments: [one(1)], action: 'delete', reason: 'spam' }],
  ['version 0', { comments: [{ ...one(1), version: 0 }], action: 'approve' }],
])('%s is refused', async (_what, body) => {
  const { ask, calls } = await deciding()
  expect(await ask(line, { body, token: 'ada-token' })).toMatchObject({ status: 400, code: 'invalid-request' })
  expect(calls).toEqual([])
})

test('500 comments at once are decided', async () => {
  const { ask, calls } = await deciding()
  const { json } = await ask(line, { body: { comments: many(500), action: 'approve' }, token: 'ada-token' })
  expect(json['comments']).toHaveLength(500)
  expect(calls).toHaveLength(1)
})

const undoing = async (answers: UndoAnswer[] | 'no-decision' | 'already-undone') => {
  const undone: unknown[] = []
  const looked: string[] = []
  const deps = await fakeDeps({
    moderation: {
      decisions: async ({ siteId = '', after = '' }) => {
        looked.push(siteId)
        const known = siteId === 'other' && after > idOf(1) ? [{ siteId, id: idOf(1) } as DecisionView] : []
        return { items: known }
      },
    },
    comments: {
      undo: async (call) => {
        undone.push(call)
        return typeof answers === 'string' ? answers : { decisionId: idOf(2), revision: 9, answers }
      },
    },
  })
  return { deps, undone, looked, ask: asking(deps) }
}
const undo = `POST /v1/moderation/decisions/${idOf(1)}/undo`

test('an undo finds the decision’s site, and what becomes pending is asked about again', async () => {
  const { ask, deps, undone } = await undoing([
    { commentId: idOf(11), answer: 'moved', pending: true },
    { commentId: idOf(12), answer: 'superseded', pending: false },
  ])
  const { json } = await ask(undo, { token: 'ada-token' })
  expect(json).toEqual({
    decision: { site: 'other', id: idOf(2), revision: 9, undoes: idOf(1) },
    comments: [
      { site: 'other', id: idOf(11), answer: 'undone' },
      { site: 'other', id: idOf(12), answer: 'superseded' },
    ],
  })
  expect(undone).toEqual([{ siteId: 'other', decisionId: idOf(1), actor: { kind: 'moderator', name: 'ada' } }])
  expect(deps.seen.asks).toMatchObject([{ siteId: 'other', commentIds: [idOf(11)] }])
})

test('another site’s decision is not there for a token that does not reach it, even when its site is named', async () => {
  const { ask, undone, looked } = await undoing([])
  expect(await ask(undo, { token: 'paper-mod-token' })).toMatchObject({ status: 404, code: 'no-decision' })
  expect(await ask(`${undo}?site=other`, { token: 'paper-mod-token' })).toMatchObject({ code: 'no-decision' })
  expect(looked).toEqual(['paper'])
  expect(undone).toEqual([])
})

test.each([
  ['no-decision', 404],
  ['already-undone', 409],
] as const)('%s from the store is %i', async (answer, status) => {
  const { ask } = await undoing(answer)
  expect(await ask(`${undo}?site=paper`, { token: 'ada-token' })).toMatchObject({ status, code: answer })
})
