import type { PendingComment } from '@parley/store'
import { Client } from 'pg'
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
import { until } from '../support/until.ts'
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

/** The actions of decisions that still have a note. */
const noted = ({ url }: FreshStore) => rowsOf(url, 'select action, note from decision where note is not null')

test('no note is left of decisions that only answered appeals, or that moved none, once their comments are deleted', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const [first = '', ...others] = await Promise.all([1, 2, 3].map(() => placed(store)))
  await byModerator(
    store,
    [first, ...others].map((id) => moveOf(id, 'rejected')),
  )
  const waveId = await madeWave(paper, [first, ...others])
  const note = 'SECRET about the author'
  await store.waves.decide({ ...rejecting, waveId, note })
  await store.appeals.add({ siteId, commentId: first, text: 'Please.' })
  const answered = await store.waves.decide({ ...rejecting, waveId, note })
  expect(answered).toMatchObject({ answers: { moved: 0, already: 3 }, appeals: 1 })
  expect(await noted(paper)).toHaveLength(2)
  for (const commentId of others) await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([])
})

test('no note is left of a ruling on a comment that came by a machine whose clock is ahead', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const msecs = Date.now() + 3_600_000
  const ids = await Promise.all([1, 2, 3].map((seq) => placed(store, 'pending', { id: newId({ msecs, seq }) })))
  await byModerator(
    store,
    ids.map((id) => moveOf(id, 'rejected')),
  )
  const waveId = await madeWave(paper, ids)
  await store.waves.decide({ ...rejecting, waveId, note: 'SECRET about the author' })
  expect(await noted(paper)).toHaveLength(1)
  for (const commentId of ids) await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([])
})

test('no note is left of a decision that answered the appeal of a comment which its author changed, then deleted', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const ids = await Promise.all([1, 2, 3].map(() => placed(store)))
  const [commentId = ''] = ids
  await byModerator(
    store,
    ids.map((id) => moveOf(id, 'rejected')),
  )
  const waveId = await madeWave(paper, ids)
  await store.appeals.add({ siteId, commentId, text: 'Please.' })
  await store.waves.decide({ ...rejecting, waveId, note: 'SECRET about the author' })
  const edit = { siteId, commentId, body: 'Calmer now.', html: '', hosts: [], facts: {}, windowMs: 1e9 }
  await store.comments.edit(edit) // it is in no wave then
  await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([])
})

test('no note is left of a ruling on a wave that its comments left by being edited, then deleted; a later one keeps its own', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => placed(store)))
  await byModerator(
    store,
    ids.map((id) => moveOf(id, 'rejected')),
  )
  const waveId = await madeWave(paper, ids)
  await store.waves.decide({ ...rejecting, waveId, note: 'SECRET about the author' })
  const [commentId = ''] = ids
  const edit = { siteId, commentId, body: 'Calmer now.', html: '', hosts: [], facts: {}, windowMs: 1e9 }
  await store.comments.edit(edit)
  await store.waves.decide({ ...rejecting, waveId, action: 'remove', to: 'removed', note: 'Of the others.' })
  await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([{ action: 'remove', note: 'Of the others.' }])
})

test('no note is left of a ruling on a wave that became part of another after its comments had left it', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const ids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => placed(store)))
  await byModerator(
    store,
    ids.map((id) => moveOf(id, 'rejected')),
  )
  const [commentId = '', ...others] = ids
  const larger = await madeWave(paper, others.slice(2))
  const waveId = await madeWave(paper, [commentId, ...others.slice(0, 2)])
  await store.waves.decide({ ...rejecting, waveId, note: 'SECRET about the author' })
  const edit = { siteId, commentId, body: 'Calmer now.', html: '', hosts: [], facts: {}, windowMs: 1e9 }
  await store.comments.edit(edit)
  const comment = { id: others[0], version: 1 } as PendingComment
  const copies = others.slice(1).map((id) => ({ id, version: 1 }))
  await store.waves.join(siteId, [{ comment, fingerprint: [], near: 1, copies }])
  expect((await store.waves.list({ limit: 5 })).items).toMatchObject([{ id: larger, size: 5 }])
  await store.waves.decide({ ...rejecting, waveId: larger, action: 'remove', to: 'removed', note: 'Of the others.' })
  await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([{ action: 'remove', note: 'Of the others.' }])
})

test('no note is left of a ruling that an edit waited for, once the edited comment is deleted', async () => {
  await using paper = await freshStore()
  const { store, siteId, url } = paper
  const ids = await Promise.all([1, 2, 3].map(() => placed(store)))
  await byModerator(
    store,
    ids.map((id) => moveOf(id, 'rejected')),
  )
  const waveId = await madeWave(paper, ids)
  const [commentId = ''] = ids
  await store.waves.decide({ ...rejecting, waveId, note: 'SECRET about the author' })
  const edit = { siteId, commentId, body: 'Calmer now.', html: '', hosts: [], facts: {}, windowMs: 1e9 }
  const ruling = new Client({ connectionString: url })
  await ruling.connect()
  await ruling.query('begin')
  await ruling.query(`select from site where id = 'paper' for update`)
  const edited = store.comments.edit(edit)
  const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  await until('the edit to wait', async () => (await rowsOf(url, waits)).length > 0)
  await ruling.query('update wave_ruling set at = clock_timestamp()') // as if it were ruled now
  await ruling.query('commit')
  await ruling.end()
  await edited
  await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([])
})

test('a ruling from before a comment was there keeps its note when that is deleted', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const waveId = await madeWave(paper, await Promise.all([1, 2, 3].map(() => placed(store, 'held'))))
  await store.waves.decide({ ...rejecting, waveId, note: 'The same offer.' })
  const commentId = await placed(store, 'held')
  const member = 'insert into wave_member (site_id, comment_id, version, wave_id) values ($1, $2, 1, $3)'
  await rowsOf(paper.url, member, [siteId, commentId, waveId])
  await store.comments.delete({ siteId, commentId })
  expect(await noted(paper)).toEqual([{ action: 'reject', note: 'The same offer.' }])
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
