import type { PendingComment } from '@parley/store'
import { Client } from 'pg'
import { v7 as newId } from 'uuid'
import { expect, test } from 'vitest'
import { byModerator, freshStore, moveOf, placed, rowsOf, type FreshStore } from '../support/store.ts'
import { until } from '../support/until.ts'
import { madeWave, rejecting } from '../support/waves.ts'

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
