import type { BacktestResult, Rules } from '@parley/contracts'
import { openLearning, readBaseModels } from '@parley/worker'
import { defaultRules } from '@parley/contracts'
import type { Store } from '@parley/store'
import { expect, test } from 'vitest'
import { decideAll, learner, pastOf, remark, silent } from '../support/learning-site.ts'
import { freshStore, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

const base = await readBaseModels()

/** Asks a worker that runs beside the test, and waits for its answer. */
const answerTo = async (store: Store, kind: 'backtest' | 'rebuild', payload: object = {}, siteId = 'paper') => {
  const id = await store.learning.requests.ask({ siteId, kind, askedBy: 'ada', payload })
  return until(`the ${kind} was done`, async () => {
    const request = await store.learning.requests.find(siteId, id)
    return request?.state === 'done' || request?.state === 'failed' ? request : false
  })
}
const backtest = async (store: Store, payload: { rules?: Partial<Rules>; version?: number; decisions?: number }) =>
  (await answerTo(store, 'backtest', payload)).result as BacktestResult
const countsOf = ({ kinds }: BacktestResult) =>
  Object.fromEntries(Object.entries(kinds).map(([kind, { count }]) => [kind, count]))
const none = { caught: 0, wronglyHeld: 0, wronglyRejected: 0, released: 0, missed: 0 }

/** A worker's learning on a store, until the end of the scope. */
const working = async (store: Store) => {
  const learning = await openLearning({ store, base, log: silent })
  const kept = learning.keep({ restMs: 50 })
  return { ...learning, [Symbol.asyncDispose]: kept.stop }
}

test('a change of rules is tried on what people decided, and the past tells what it would have done', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await using _worker = await working(store)
  const texts = [
    ...Array.from({ length: 4 }, (_, nth) => ({ body: `${remark(nth, false)} Buy at my bakery!`, bad: true })),
    ...Array.from({ length: 3 }, (_, nth) => ({ body: `${remark(10 + nth, false)} My bakery is closed.`, bad: false })),
    ...Array.from({ length: 5 }, (_, nth) => ({ body: remark(20 + nth, false), bad: false })),
  ]
  const ids = await learner(store, base).judged(texts)
  await decideAll(
    store,
    ids.map((id, at) => ({ id, bad: texts[at]?.bad ?? false })),
  )
  expect((await backtest(store, { rules: defaultRules })).unchanged).toBe(12)

  const held = await backtest(store, { rules: { ...defaultRules, heldPhrases: ['bakery'] } })
  expect(countsOf(held)).toEqual({ ...none, caught: 4, wronglyHeld: 3 })
  expect(held).toMatchObject({ decisions: 12, learned: 0, unchanged: 5 })
  expect(held.kinds.caught.examples[0]).toMatchObject({
    before: 'published',
    after: 'held',
    codes: ['list.held-phrase'],
  })
  expect(new Set(held.kinds.caught.examples.map(({ comment }) => comment))).toEqual(new Set(ids.slice(0, 4)))
  const blocked = await backtest(store, { rules: { ...defaultRules, blockedPhrases: ['bakery'] } })
  expect(countsOf(blocked)).toEqual({ ...none, caught: 4, wronglyRejected: 3 })
  expect((await backtest(store, { decisions: 5, rules: defaultRules })).decisions).toBe(5)
  expect(JSON.stringify(held)).not.toContain('bakery')

  await store.sites.set('paper', { rules: { ...defaultRules, heldPhrases: ['bakery'] } }, 'ada')
  expect(countsOf(await backtest(store, { rules: defaultRules }))).toEqual({ ...none, released: 3, missed: 4 })
})

test('a version is tried like rules, and those decisions it has learned are counted', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const past = pastOf(200)
  const ids = await learner(store, base).judged(past)
  await decideAll(
    store,
    ids.map((id, at) => ({ id, bad: past[at]?.bad ?? false })),
  )
  await learner(store, base).look()
  await using _worker = await working(store)
  const shipped = await backtest(store, { version: 0, decisions: 100 })
  expect([shipped.decisions, shipped.learned]).toEqual([100, 100])
  expect(countsOf(await backtest(store, { version: 1, decisions: 100 }))).toEqual(none)
  const unknown = await answerTo(store, 'backtest', { version: 9 })
  expect([unknown.state, unknown.result]).toEqual(['failed', { why: 'gone' }])
})

test('what ends three workers that begin it is given up, and what waits behind it is done', async () => {
  await using paper = await freshStore()
  const { requests } = paper.store.learning
  const asked = { siteId: 'paper', kind: 'rebuild', askedBy: 'ada' } as const
  const [deadly, next] = [await requests.ask(asked), await requests.ask(asked)]
  for (let worker = 1; worker <= 3; worker += 1) {
    expect(await requests.claim()).toMatchObject({ id: deadly, state: 'running' })
    // The worker is gone, and was for longer than one may be.
    await rowsOf(paper.url, `update model_request set claimed_at = claimed_at - interval '6 minutes'`)
  }
  expect(await requests.claim()).toMatchObject({ id: deadly, state: 'failed', result: { why: 'given-up' } })
  expect(await requests.undone('paper', 5)).toMatchObject([{ id: next, state: 'waiting' }, { id: deadly }])
  expect(await requests.claim()).toMatchObject({ id: next, state: 'running' })
  expect(await requests.claim()).toBeUndefined()
})

test('a running worker follows a roll-back, and rebuilds when it is asked', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const past = pastOf(200)
  const ids = await learner(store, base).judged(past)
  await decideAll(
    store,
    ids.map((id, at) => ({ id, bad: past[at]?.bad ?? false })),
  )
  await using worker = await working(store)
  await worker.models.ready('paper')
  const servedBy = () =>
    worker.models
      .judge({ ...subject, body: remark(9_000, true) })
      .models.map((name) => name.replace(/^\w+@\w+/, ''))
      .join('')
  expect(servedBy()).toBe('')
  await worker.tasks.learn()
  await until('the worker serves what was learned', () => servedBy() === '+1+1')
  expect((await answerTo(store, 'rebuild')).result).toMatchObject({ outcome: 'same', dropped: [] })
  await store.learning.rollBack('paper', 0, 'ada')
  await until('the worker serves the models as shipped', () => servedBy() === '')
  await worker.tasks['rebuild-model']()
  expect((await answerTo(store, 'rebuild')).result).toMatchObject({ outcome: 'none' })
})

test('a few decisions wait for more, but not for ever', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const past = pastOf(5)
  const decide = async () => {
    const ids = await learner(store, base).judged(past)
    await decideAll(
      store,
      ids.map((id, at) => ({ id, bad: past[at]?.bad ?? false })),
    )
  }
  await using worker = await working(store)
  const standing = async () =>
    ((await store.learning.state('paper'))?.report as { decisions: { standing: number } } | undefined)?.decisions
      .standing
  await worker.tasks.learn()
  expect(await standing()).toBeUndefined()
  await decide()
  await worker.tasks.learn()
  expect(await standing()).toBe(5)
  await decide()
  await worker.tasks.learn()
  expect(await standing()).toBe(5)
})

const subject = {
  siteId: 'paper',
  commentId: '0190f3a0-0000-7000-8000-000000000001',
  version: 1,
  mode: 'auto' as const,
  rules: defaultRules,
  siteHosts: [],
  facts: {
    author: { known: false, published: 0, rejected90Days: 0, lastDecided: 0, lastRejected: 0, recent: 1 },
    copies: [],
    hosts: {},
    bans: [],
    article: {},
  },
}
