import { readBaseModels, rebuildSite } from '@parley/worker'
import type { Store } from '@parley/store'
import { expect, test } from 'vitest'
import { decideAll, learner, pastOf, remark, silent, type Past } from '../support/learning-site.ts'
import { byModerator, freshStore, hashOf, moveOf, placed, rowsOf } from '../support/store.ts'

const base = await readBaseModels()
const own = /^The .* quorble/

/** Submits, judges and decides a past; answers the ids. */
const live = async (store: Store, past: readonly Past[], name = 'ada') => {
  const ids = await learner(store, base).judged(past)
  await decideAll(
    store,
    ids.map((id, at) => ({ id, bad: past[at]?.bad ?? false })),
    { name },
  )
  return ids
}
const weightsNow = async (store: Store) => {
  const state = await store.learning.state('paper')
  return state?.serving === undefined ? undefined : (await store.learning.version('paper', state.serving))?.weights
}
const opinionOn = async (store: Store, body: string): Promise<number> => {
  const { checks } = await learner(store, base).verdictOn(body)
  return checks.flatMap(({ signals }) => signals).find(({ code }) => code === 'abuse.model')?.abuse ?? NaN
}

test.each([
  ['two hundred decisions', Infinity, 0.8],
  ['two hundred decisions, one in ten of them wrong,', 10, 0.4],
])('%s change the next verdicts on what only this site minds', async (_what, wrong, least) => {
  await using paper = await freshStore()
  const { store } = paper
  const [bad, good] = [remark(9_000, true), remark(9_001, false)]
  expect(bad).toMatch(own)
  const [before, beforeGood] = [await opinionOn(store, bad), await opinionOn(store, good)]
  await live(store, pastOf(200, { wrong }))
  expect(await learner(store, base).look()).toBe('promoted')

  const [raised, raisedGood] = [(await opinionOn(store, bad)) - before, (await opinionOn(store, good)) - beforeGood]
  expect(raised).toBeGreaterThan(least)
  expect(raised - raisedGood).toBeGreaterThan(least)
  const verdict = await learner(store, base).verdictOn(bad)
  expect(verdict.models.some((name) => /^abuse@[0-9a-f]+\+1$/.test(name))).toBe(true)
})

test('what was learned is promoted only when it wins: noise teaches nothing', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const noise = pastOf(200).map(({ body }, nth) => ({ body, bad: hashOf(`${nth}`) < '5' }))
  await live(store, noise)
  expect(await learner(store, base).look()).toBe('stays')
  expect((await store.learning.state('paper'))?.serving).toBeUndefined()
  expect(await store.learning.versions('paper')).toEqual([])
})

test('a targeted attempt to unlearn a slur is stopped', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await live(store, pastOf(150))
  const slur = (nth: number): Past => ({ body: `You nigger, ${remark(nth, false)}`, bad: false })
  const before = await opinionOn(store, slur(9_000).body)
  await live(
    store,
    Array.from({ length: 320 }, (_, nth) => slur(1_000 + nth)),
    'mallory',
  )
  await learner(store, base).look()
  const report = (await store.learning.state('paper'))?.report as { decisions: { learned: number } }
  expect(report.decisions.learned).toBeLessThanOrEqual(150 + 300)
  expect(before - (await opinionOn(store, slur(9_000).body))).toBeLessThanOrEqual(2.5)
  expect((await learner(store, base).verdictOn(slur(9_000).body)).outcome).toBe('held')
  expect((await learner(store, base).verdictOn('You stupid nigger, go and die.')).outcome).toBe('held')
})

test('roll-back restores the bytes, also to the models as shipped, and what follows must win anew', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const body = remark(9_000, true)
  const shipped = await opinionOn(store, body)
  await live(store, pastOf(200))
  await learner(store, base).look()
  const [first, firstOpinion] = [await weightsNow(store), await opinionOn(store, body)]
  const said = ['I would vote for it again', 'the blimfen himself wrote that'] as const
  await live(store, pastOf(200, { from: 300, said }))
  expect(await learner(store, base).look()).toBe('promoted')
  expect((await store.learning.state('paper'))?.serving).toBe(2)
  expect((await weightsNow(store))?.equals(first as Buffer)).toBe(false)

  expect(await store.learning.rollBack('paper', undefined, 'ada')).toEqual({ serving: 1 })
  expect((await weightsNow(store))?.equals(first as Buffer)).toBe(true)
  expect(await opinionOn(store, body)).toBe(firstOpinion)
  expect(await learner(store, base).look()).toBe('stays')
  expect(await store.learning.rollBack('paper', 0, 'ada')).toEqual({ serving: 0 })
  expect(await opinionOn(store, body)).toBe(shipped)
  expect(await store.learning.rollBack('paper', 7, 'ada')).toBe('no-version')
  expect((await store.learning.actions('paper', 10)).map(({ action, by }) => `${action} by ${by}`)).toEqual([
    'rollback by ada',
    'rollback by ada',
    'promote by worker',
    'promote by worker',
  ])
})

test('a version that does worse than the models as shipped falls back by itself', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await live(store, pastOf(200))
  expect(await learner(store, base).look()).toBe('promoted')
  await live(
    store,
    pastOf(60, { from: 300 }).map(({ body, bad }) => ({ body, bad: !bad })),
  )
  expect(await learner(store, base).look()).toBe('fell-back')
  expect(await store.learning.state('paper')).not.toHaveProperty('serving')
  expect(await store.learning.actions('paper', 1)).toMatchObject([{ action: 'fall-back', by: 'worker' }])
})

test('an unchanged log rebuilds to the same bytes; an undone decision does not, and takes its lesson with it', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const ids = await live(store, pastOf(200))
  await learner(store, base).look()
  const first = await weightsNow(store)
  const rebuild = () => rebuildSite({ store, base, log: silent }, 'paper')
  expect([await rebuild(), await rebuild()]).toEqual([
    { outcome: 'same', dropped: [] },
    { outcome: 'same', dropped: [] },
  ])
  expect((await weightsNow(store))?.equals(first as Buffer)).toBe(true)

  const { decisionId } = await byModerator(store, [moveOf(ids[0] as string, 'held')])
  expect((await rebuild()).outcome).toBe('same') // that came after what it had learned
  await store.comments.undo({ siteId: 'paper', decisionId, actor: { kind: 'moderator', name: 'ada' } })
  const [{ decision_id: early }] = (await rowsOf<{ decision_id: string }>(
    paper.url,
    `select decision_id from event where comment_id = $1 and from_version_status <> 'pending' order by revision limit 1`,
    [ids[5]],
  )) as [{ decision_id: string }]
  await store.comments.undo({ siteId: 'paper', decisionId: early, actor: { kind: 'moderator', name: 'ada' } })
  await learner(store, base).look()
  const report = (await store.learning.state('paper'))?.report as { decisions: { standing: number } }
  expect(report.decisions.standing).toBeLessThan(200)
})

test('an erased author takes every version along that learned from them, at the next rebuild', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const ids = await live(store, pastOf(200))
  await learner(store, base).look()
  const first = await weightsNow(store)
  await store.comments.delete({ siteId: 'paper', commentId: ids[3] as string })
  expect(await rebuildSite({ store, base, log: silent }, 'paper')).toEqual({ outcome: 'rebuilt', dropped: [1] })
  expect(await store.learning.versions('paper')).toMatchObject([{ version: 2, origin: 'rebuilt' }])
  expect((await weightsNow(store))?.equals(first as Buffer)).toBe(false)
  expect((await store.learning.actions('paper', 2)).map(({ action }) => action)).toEqual(['rebuild', 'drop'])
  expect((await rebuildSite({ store, base, log: silent }, 'paper')).outcome).toBe('same')
})

test('a frozen site learns nothing and promotes nothing until it thaws', async () => {
  await using paper = await freshStore()
  const { store } = paper
  await live(store, pastOf(200))
  expect(await store.learning.setFrozen('paper', true, 'ada')).toBe(true)
  expect(await store.learning.setFrozen('paper', true, 'ada')).toBe(false)
  expect(await learner(store, base).look()).toBe('frozen')
  expect((await store.learning.state('paper'))?.serving).toBeUndefined()
  await store.learning.setFrozen('paper', false, 'ada')
  expect(await learner(store, base).look()).toBe('promoted')
  expect(await store.learning.setFrozen('nowhere', true, 'ada')).toBeUndefined()
})

test('what people do while a look or a rebuild is under way stands', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const meanwhile = (act: () => Promise<unknown>): Store => ({
    ...store,
    learning: {
      ...store.learning,
      log: async (...asked) => {
        await act()
        return store.learning.log(...asked)
      },
    },
  })
  const ids = await live(store, pastOf(200))
  const freezing = meanwhile(() => store.learning.setFrozen('paper', true, 'ada'))
  expect(await learner(freezing, base).look()).toBe('changed')
  expect(await store.learning.state('paper')).not.toHaveProperty('serving')
  await store.learning.setFrozen('paper', false, 'ada')
  expect(await learner(store, base).look()).toBe('promoted')

  await store.comments.delete({ siteId: 'paper', commentId: ids[3] as string })
  const rollingBack = meanwhile(() => store.learning.rollBack('paper', 0, 'ada'))
  expect((await rebuildSite({ store: rollingBack, base, log: silent }, 'paper')).outcome).toBe('changed')
  expect(await store.learning.state('paper')).not.toHaveProperty('serving')
  expect(await store.learning.actions('paper', 1)).toMatchObject([{ action: 'rollback', by: 'ada' }])
})

test('a wave’s decision is no more of the log than many by hand, but where its comments were decided before', async () => {
  await using paper = await freshStore()
  const { store } = paper
  const ids = await Promise.all(Array.from({ length: 640 }, () => placed(store, 'held')))
  const wave = ids.slice(0, 620).toSorted()
  const earlier = [...ids.slice(620), wave.at(-1) as string, wave.at(-2) as string]
  for (const id of earlier) await byModerator(store, [moveOf(id, 'published')])
  const { decisionId } = await byModerator(
    store,
    wave.map((id) => moveOf(id, 'rejected')),
  )
  const moved = async () => {
    const log = await store.learning.log('paper', { limit: 560 })
    return [...new Set(log.map((one) => one.decisionId))].map((id) => log.filter((one) => one.decisionId === id).length)
  }
  expect(await moved()).toEqual([502, ...earlier.map(() => 1)])

  await store.comments.undo({ siteId: 'paper', decisionId, actor: { kind: 'moderator', name: 'ada' } })
  expect((await store.learning.log('paper', { limit: 20_000 })).length).toBe(502 + 502 + earlier.length)
})
