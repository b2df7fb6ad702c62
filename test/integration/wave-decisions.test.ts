import type { PendingComment } from '@parley/store'
import { v7 as newId } from 'uuid'
import { expect, test } from 'vitest'
import {
  byChecks,
  byModerator,
  draftOf,
  freshStore,
  moveOf,
  placed,
  rowsOf,
  type FreshStore,
} from '../support/store.ts'
import { ada, approving, madeWave, rejecting } from '../support/waves.ts'

/** Stores so many comments and has the checks publish them, a few hundred at a time. */
const publishedMany = async ({ store }: FreshStore, count: number): Promise<string[]> => {
  const drafts = Array.from({ length: count }, () => draftOf())
  for (let at = 0; at < count; at += 500) {
    const some = drafts.slice(at, at + 500)
    await Promise.all(some.map((draft) => store.comments.submit(draft)))
    await byChecks(
      store,
      some.map(({ id }) => moveOf(id, 'published')),
    )
  }
  return drafts.map(({ id }) => id)
}

test('a wave larger than one decision is decided whole by pressing again', async () => {
  await using paper = await freshStore()
  const ids = await publishedMany(paper, 10_050)
  const waveId = await madeWave(paper, ids)
  await byModerator(paper.store, [moveOf(ids[0] ?? '', 'rejected')])
  const press = () => paper.store.waves.decide({ ...rejecting, waveId })
  expect(await press()).toMatchObject({ answers: { moved: 10_000, already: 1 }, left: 49 })
  expect(await press()).toMatchObject({ answers: { moved: 49, already: 10_001 }, left: 0 })
  expect(await press()).toMatchObject({ answers: { moved: 0, already: 10_050 }, left: 0 })
  expect(await paper.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
}, 120_000)

/** A wave of four held comments that ada rejected and then approved one by one. */
const regretted = async (paper: FreshStore) => {
  const ids = await Promise.all([1, 2, 3, 4].map(() => placed(paper.store, 'held')))
  const waveId = await madeWave(paper, ids)
  const rejected = await paper.store.waves.decide({ ...rejecting, waveId })
  if (typeof rejected === 'string') throw new Error('the wave is gone')
  await byModerator(
    paper.store,
    ids.map((id) => moveOf(id, 'published')),
  )
  const undo = (decisionId = '') => paper.store.comments.undo({ siteId: 'paper', decisionId, actor: ada })
  const met = async () => (await paper.store.waves.findRejected('paper', ids, 60_000)).size
  const logged = async (id = '') =>
    (await paper.store.moderation.decisions({ limit: 10 })).items.find((item) => item.id === id)
  return { waveId, rejected: rejected.decisionId, undo, met, logged }
}

test('the later ruling stands also where the earlier one was made on a machine whose clock is ahead', async () => {
  await using paper = await freshStore()
  const ids = await Promise.all([1, 2, 3].map(() => placed(paper.store, 'held')))
  const waveId = await madeWave(paper, ids)
  await paper.store.waves.decide({ ...rejecting, waveId })
  const ahead = newId({ msecs: Date.now() + 3_600_000 })
  await rowsOf(
    paper.url,
    `with d as (update decision set id = $1 where action = 'reject'), e as (update event set decision_id = $1 where to_status = 'rejected')
     update wave_ruling set decision_id = $1`,
    [ahead],
  )
  await paper.store.waves.decide({ ...approving, waveId })
  expect((await paper.store.waves.find('paper', waveId))?.ruling?.action).toBe('approve')
  expect((await paper.store.waves.findRejected('paper', ids, 60_000)).size).toBe(0)
})

test('approving all of a rejected wave lifts the ruling where each was approved before, and can be undone', async () => {
  await using paper = await freshStore()
  const { waveId, undo, met, logged } = await regretted(paper)
  expect(await met()).toBe(4)
  const approved = await paper.store.waves.decide({ ...approving, waveId })
  const { decisionId } = typeof approved === 'string' ? {} : approved
  expect(approved).toMatchObject({ decisionId: expect.any(String), answers: { moved: 0, already: 4 } })
  expect(await logged(decisionId)).toMatchObject({ action: 'approve', comments: [] })
  expect(await met()).toBe(0)
  expect(await paper.store.waves.decide({ ...approving, waveId })).not.toHaveProperty('decisionId')
  const undone = await undo(decisionId)
  expect(await met()).toBe(4)
  expect(await undo(decisionId)).toBe('already-undone')
  expect(await undo(typeof undone === 'string' ? '' : undone.decisionId)).toHaveProperty('decisionId')
  expect(await met()).toBe(0)
})

test('a wave’s ruling is taken back by undo where each of its comments moved on since', async () => {
  await using paper = await freshStore()
  const { rejected, undo, met, logged } = await regretted(paper)
  const undone = await undo(rejected)
  if (typeof undone === 'string') throw new Error(undone)
  expect(undone.answers.map(({ answer }) => answer)).toEqual(Array(4).fill('superseded'))
  expect(await logged(undone.decisionId)).toMatchObject({ action: 'undo', undoes: rejected, comments: [] })
  expect(await met()).toBe(0)
  await undo(undone.decisionId)
  expect(await met()).toBe(4)
})

test('a wave whose members cannot move as ordered keeps its ruling', async () => {
  await using paper = await freshStore()
  const waveId = await madeWave(paper, await Promise.all([1, 2, 3].map(() => placed(paper.store, 'held'))))
  await paper.store.waves.decide({ ...rejecting, waveId, action: 'remove', to: 'removed' })
  const refused = await paper.store.waves.decide({ ...rejecting, waveId })
  expect(refused).toMatchObject({ answers: { refused: 3 } })
  expect(refused).not.toHaveProperty('decisionId')
  expect((await paper.store.waves.find('paper', waveId))?.ruling).toMatchObject({ action: 'remove' })
})

test('an undo that takes nothing back answers no decision', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'held')
  const { decisionId } = await byModerator(paper.store, [moveOf(id, 'rejected')])
  await byModerator(paper.store, [moveOf(id, 'published')])
  const undone = await paper.store.comments.undo({ siteId: 'paper', decisionId, actor: ada })
  expect(undone).toMatchObject({ answers: [{ answer: 'superseded' }] })
  expect(undone).not.toHaveProperty('decisionId')
})

test('what joined a wave after the look is left alone, however old: one comment, or a wave that became part of it', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const placedMany = (count: number) => Promise.all(Array.from({ length: count }, () => placed(store, 'held')))
  const join = (id: string, copies: string[]) => {
    const found = copies.map((copy) => ({ id: copy, version: 1 }))
    const comment = { id, version: 1 } as PendingComment
    return store.waves.join(siteId, [{ comment, fingerprint: [], near: 1, copies: found }])
  }
  const [oldest = ''] = await placedMany(1)
  const others = await placedMany(3)
  const seen = await placedMany(4)
  const [first = '', ...copies] = seen
  await join(first, copies)
  await join(others[0] ?? '', others.slice(1))
  const look = async () => {
    const wave = (await store.waves.list({ limit: 5 })).items.find(({ newest }) => newest === seen.toSorted().at(-1))
    if (!wave) throw new Error('the wave is gone')
    return { waveId: wave.id, upTo: wave.newest, growth: wave.growth }
  }
  const looked = await look()
  await join(oldest, [first])
  await join(first, others)
  expect(await store.waves.decide({ ...rejecting, ...looked })).toMatchObject({ answers: { moved: 4 }, left: 0 })
  const { items } = await store.moderation.decisions({ limit: 1 })
  expect(items[0]?.comments.map(({ id }) => id).toSorted()).toEqual(seen.toSorted())
  const all = { answers: { moved: 4, already: 4 } }
  expect(await store.waves.decide({ ...rejecting, ...(await look()) })).toMatchObject(all)
})

test('a colleague’s ruling is not undone by who did not see it; an undone one is no ruling', async () => {
  await using paper = await freshStore()
  const waveId = await madeWave(paper, await Promise.all([1, 2, 3].map(() => placed(paper.store, 'held'))))
  const decide = (order: typeof rejecting | typeof approving, ruling: string) =>
    paper.store.waves.decide({ ...order, waveId, ruling })
  const rejected = await decide(rejecting, 'none')
  const decisionId = typeof rejected === 'string' ? '' : (rejected.decisionId ?? '')
  expect(await decide(approving, 'none')).toBe('wave-decided')
  expect(await decide(rejecting, 'none')).toMatchObject({ answers: { moved: 0, already: 3 } })
  await paper.store.comments.undo({ siteId: 'paper', decisionId, actor: ada })
  expect(await decide(approving, 'none')).toMatchObject({ answers: { moved: 3 } })
  expect(await decide(rejecting, decisionId)).toBe('wave-decided')
  expect(await paper.store.waves.decide({ ...rejecting, waveId })).toMatchObject({ answers: { moved: 3 } })
})
