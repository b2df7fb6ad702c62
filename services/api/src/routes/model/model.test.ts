import type { ModelReport } from '@parley/contracts'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps, type FakeStore } from '../../fakes/deps.ts'
import { idOf } from '../../fakes/rows.ts'

const at = new Date('2026-11-23T11:00:00Z')
const report: ModelReport = {
  decisions: { standing: 240, learned: 230, samples: 210, missing: 0 },
  automatic: { looked: 1_000, published: 0.4, held: 0.59, rejected: 0.01 },
  measured: {
    published: { audits: 0, wrong: 0, bound: 1 },
    rejected: { audits: 20, wrong: 1, share: 0.05, bound: 0.22 },
  },
  opened: {
    published: { open: true, edge: 0.05, bound: 0.019, share: 0.4, next: 0.45 },
    rejected: { open: false, share: 0, next: 0 },
  },
  contest: { decisions: 80, holder: 0.5, rival: 0.4, ahead: 2, outcome: 'won' },
  base: 'spam@1 abuse@2',
}
const state = {
  siteId: 'paper',
  serving: 2,
  stamp: 4,
  report,
  contestFrom: 0,
  seenRevision: 9,
  revision: 9,
  learnedAt: at,
}
const version = {
  version: 2,
  base: 'spam@1 abuse@2',
  revision: 8,
  decisions: 230,
  origin: 'learned' as const,
  contest: {},
  bytes: 9_000,
  madeAt: at,
}

const steering = async (learning: FakeStore['learning'] = {}) => {
  const calls: unknown[][] = []
  const keep =
    <A extends unknown[], T>(name: string, answer: T) =>
    async (...given: A) => {
      calls.push([name, ...given])
      return answer
    }
  const store: FakeStore = {
    learning: {
      state: async () => state,
      versions: async () => [version],
      actions: async () => [{ action: 'promote', version: 2, by: 'worker', at }],
      setFrozen: keep('freeze', true),
      rollBack: keep('roll back', { serving: 1 }),
      requests: { ask: keep('ask', idOf(9)), find: async () => undefined } as never,
      audits: { list: keep('audits', { items: [] }), isOpen: async () => true } as never,
      ...learning,
    },
    comments: {
      decide: async ({ moves, ...decision }) => {
        calls.push(['decide', decision.action, decision.actor, moves.map(({ to }) => to)])
        const answers = moves.map(({ commentId }) => ({ commentId, answer: 'moved' as const }))
        return { decisionId: idOf(5), revision: 10, answers }
      },
    },
  }
  return { calls, ask: asking(await fakeDeps(store)) }
}
const token = 'root-token'

test('the status says what goes by itself, how well, and what is kept', async () => {
  const { ask } = await steering()
  const { json } = await ask('GET /v1/sites/paper/model', { token })
  expect(json).toMatchObject({ site: 'paper', serving: 2, report, versions: [{ version: 2, serving: true }] })
  const fresh = await steering({ state: async () => ({ ...state, serving: undefined, report: undefined }) as never })
  expect((await fresh.ask('GET /v1/sites/paper/model', { token })).json).not.toHaveProperty('report')
})

test('a model is frozen, thawed, rolled back and rebuilt in the name of the token', async () => {
  const { ask, calls } = await steering()
  await ask('POST /v1/sites/paper/model/freeze', { token })
  await ask('POST /v1/sites/paper/model/thaw', { token })
  await ask('POST /v1/sites/paper/model/rollback', { body: { version: 1 }, token })
  await ask('POST /v1/sites/paper/model/rollback', { body: {}, token })
  expect(await ask('POST /v1/sites/paper/model/rebuild', { token })).toMatchObject({
    status: 202,
    json: { id: idOf(9) },
  })
  expect(calls).toEqual([
    ['freeze', 'paper', true, 'root'],
    ['freeze', 'paper', false, 'root'],
    ['roll back', 'paper', 1, 'root'],
    ['roll back', 'paper', undefined, 'root'],
    ['ask', { siteId: 'paper', kind: 'rebuild', askedBy: 'root' }],
  ])
  const none = await steering({ rollBack: async () => 'no-version' })
  expect(await none.ask('POST /v1/sites/paper/model/rollback', { body: { version: 7 }, token })).toMatchObject({
    status: 404,
    code: 'no-version',
  })
})

test('a backtest is asked for by moderators, and shown with the texts that are still there', async () => {
  const none = { count: 0, examples: [] }
  const one = { comment: idOf(1), version: 1, before: 'published', after: 'held', codes: ['list.held-phrase'] }
  const gone = { ...one, comment: idOf(2) }
  const kinds = {
    caught: { count: 2, examples: [one, gone] },
    wronglyHeld: none,
    wronglyRejected: none,
    released: none,
    missed: none,
  }
  const result = { decisions: 10, learned: 0, unchanged: 8, kinds }
  const request = {
    siteId: 'paper',
    id: idOf(9),
    kind: 'backtest',
    askedBy: 'ada',
    payload: {},
    state: 'done',
    result,
    askedAt: at,
  }
  let found: object = request
  const asked: unknown[] = []
  const { ask } = await steering({
    requests: { ask: async (order: unknown) => (asked.push(order), idOf(9)), find: async () => found } as never,
    texts: async () => [{ commentId: idOf(1), version: 1, body: 'x'.repeat(500) }],
  })
  const body = { rules: { heldPhrases: ['x'] }, decisions: 50 }
  expect(await ask('POST /v1/sites/paper/backtests', { body, token: 'ada-token' })).toMatchObject({ status: 202 })
  expect(asked).toMatchObject([{ siteId: 'paper', kind: 'backtest', payload: { decisions: 50 } }])
  const { json } = await ask(`GET /v1/sites/paper/backtests/${idOf(9)}`, { token: 'ada-token' })
  const examples = (json['result'] as unknown as typeof result).kinds.caught.examples as { excerpt?: string }[]
  expect(examples.map(({ excerpt }) => excerpt)).toEqual([`${'x'.repeat(139)}…`, undefined])
  expect(await ask(`GET /v1/sites/paper/backtests/${idOf(9)}`, { token: 'eye-token' })).toMatchObject({
    code: 'token-too-weak',
  })
  found = { ...request, state: 'failed', result: { why: 'given-up' } }
  const failed = await ask(`GET /v1/sites/paper/backtests/${idOf(9)}`, { token: 'ada-token' })
  expect(failed.json).toEqual({
    site: 'paper',
    id: idOf(9),
    state: 'failed',
    askedAt: at.toISOString(),
    why: 'given-up',
  })
  for (const bad of [{ decisions: 0 }, { decisions: 9_999 }, { version: -1 }, { rules: { no: 1 } }])
    expect(await ask('POST /v1/sites/paper/backtests', { body: bad, token: 'ada-token' })).toMatchObject({
      code: 'invalid-request',
    })
})

test('an audit shows the comment alone, and its answer is an ordinary decision', async () => {
  const audited = {
    siteId: 'paper',
    id: idOf(1),
    version: 1,
    revision: 4,
    articleKey: 'a',
    body: 'Hi.',
    html: '<p>Hi.</p>',
    createdAt: at,
  }
  const { ask, calls } = await steering({
    audits: {
      list: async () => ({ items: [audited] }),
      isOpen: async (_site: string, id: string) => id === idOf(1),
    } as never,
  })
  const { json } = await ask('GET /v1/moderation/audits', { token: 'eye-token' })
  const [first] = json['audits'] as unknown as object[]
  expect(Object.keys(first ?? {}).toSorted()).toEqual([
    'article',
    'author',
    'body',
    'createdAt',
    'html',
    'id',
    'revision',
    'site',
    'version',
  ])
  const answer = (id: string, body: object) =>
    ask(`POST /v1/moderation/audits/paper/${id}`, { body, token: 'ada-token' })
  expect(await answer(idOf(1), { version: 1, revision: 4, action: 'reject', reason: 'spam' })).toMatchObject({
    status: 204,
  })
  expect(calls).toEqual([['decide', 'reject', { kind: 'moderator', name: 'ada' }, ['rejected']]])
  expect(await answer(idOf(2), { version: 1, action: 'approve' })).toMatchObject({ status: 404, code: 'no-audit' })
  expect(await answer(idOf(1), { version: 1, action: 'reject' })).toMatchObject({ code: 'invalid-request' })
})

const guarded: [string, string, unknown?][] = [
  ['GET /v1/sites/paper/model', 'ada-token'],
  ['POST /v1/sites/paper/model/freeze', 'ada-token'],
  ['POST /v1/sites/paper/model/thaw', 'ada-token'],
  ['POST /v1/sites/paper/model/rollback', 'ada-token', {}],
  ['POST /v1/sites/paper/model/rebuild', 'ada-token'],
  ['POST /v1/sites/paper/backtests', 'eye-token', {}],
  [`POST /v1/moderation/audits/paper/${idOf(1)}`, 'eye-token', { version: 1, action: 'approve' }],
]
test.each(guarded)('%s wants more than %s, and a token of this site', async (line, weak, body) => {
  const { ask, calls } = await steering()
  const asked = body === undefined ? {} : { body }
  expect(await ask(line, asked)).toMatchObject({ code: 'token-needed' })
  expect(await ask(line, { ...asked, token: weak })).toMatchObject({ code: 'token-too-weak' })
  const elsewhere = line.replace('/paper', '/other')
  expect(await ask(elsewhere, { ...asked, token: 'paper-admin-token' })).toMatchObject({ status: 404 })
  expect(calls).toEqual([])
})
