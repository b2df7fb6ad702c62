import { Socket } from 'node:net'
import { createStore } from '@parley/store'
import { expect, onTestFinished, test, vi } from 'vitest'
import { byChecks, byModerator, countOf, freshStore, moveOf, placed, rowsOf } from '../support/store.ts'

test('a published comment is counted at once, and the event log says so without a gap', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  const decided = await byChecks(paper.store, [moveOf(id, 'published')])
  expect(decided.answers).toEqual([{ commentId: id, answer: 'moved' }])
  expect(await countOf(paper.store)).toBe(1)
  expect(paper.revisions.at(-1)).toEqual(['paper', decided.revision])
  const events = await rowsOf<{ revision: string }>(
    paper.url,
    'select revision, count_after from event order by revision',
  )
  expect(events).toEqual([{ revision: '1', count_after: 1 }])
})

test('a decision is two pieces on the wire: what is read under the lock, and what is written with the commit', async () => {
  await using paper = await freshStore()
  await byChecks(paper.store, [moveOf(await placed(paper.store), 'published')]) // connects and prepares
  const id = await placed(paper.store)
  const pieces = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev')] as const
  for (const spy of pieces) onTestFinished(() => void spy.mockRestore())
  await byChecks(paper.store, [moveOf(id, 'published')])
  const port = Number(new URL(paper.url).port)
  const toStore = pieces.flatMap((spy) => spy.mock.contexts).filter((socket) => (socket as Socket).remotePort === port)
  expect(toStore).toHaveLength(2)
})

test('a verdict delivered twice decides once', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  const answers = await Promise.all([1, 2, 3].map(() => byChecks(paper.store, [moveOf(id, 'published')])))
  expect(answers.flatMap((one) => one.answers.map(({ answer }) => answer)).toSorted()).toEqual([
    'already',
    'already',
    'moved',
  ])
  expect(await rowsOf(paper.url, 'select id from decision')).toHaveLength(1)
  expect(await countOf(paper.store)).toBe(1)
})

test('two moderators publishing at once: one wins, the count moves by one', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  const by = (name: string) => byModerator(paper.store, [moveOf(id, 'published')], name)
  const answers = await Promise.all([by('ada'), by('bob')])
  expect(answers.flatMap((one) => one.answers.map(({ answer }) => answer)).toSorted()).toEqual(['already', 'moved'])
  expect(await countOf(paper.store)).toBe(1)
})

test('of two moderators who looked before either decided the second is told, also where both share a transaction', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'held')
  const [row] = await rowsOf<{ revision: string }>(paper.url, 'select revision from comment')
  const looked = { lookedAt: Number(row?.revision) }
  const both = await Promise.all([
    byModerator(paper.store, [moveOf(id, 'published', looked)], 'ada'),
    byModerator(paper.store, [moveOf(id, 'rejected', looked)], 'bob'),
  ])
  expect(both.flatMap(({ answers }) => answers).map(({ answer }) => answer)).toEqual(['moved', 'changed'])
  expect(await countOf(paper.store)).toBe(1)
})

test("a moderator's decision stands against a verdict, before it and after it", async () => {
  await using paper = await freshStore()
  const early = await placed(paper.store)
  await byModerator(paper.store, [moveOf(early, 'rejected')])
  expect((await byChecks(paper.store, [moveOf(early, 'published')])).answers[0]?.answer).toBe('already')
  const late = await placed(paper.store, 'published')
  await byModerator(paper.store, [moveOf(late, 'rejected')])
  expect(await countOf(paper.store)).toBe(0)
  expect(await rowsOf(paper.url, 'select status from comment')).toEqual([
    { status: 'rejected' },
    { status: 'rejected' },
  ])
})

test('two moderators and a worker on one comment at once, 200 times: one state, one count', async () => {
  await using paper = await freshStore()
  for (let round = 0; round < 200; round += 1) {
    const articleKey = `race-${round}`
    const id = await placed(paper.store, 'pending', { articleKey })
    await Promise.all([
      byChecks(paper.store, [moveOf(id, 'published')]),
      byModerator(paper.store, [moveOf(id, 'rejected')], 'ada'),
      byModerator(paper.store, [moveOf(id, 'rejected')], 'bob'),
    ])
    expect(await countOf(paper.store, articleKey)).toBe(0)
  }
  expect((await paper.store.recount()).drift).toEqual([])
})

test('a rejected parent hides its replies from the count, publishing it again brings them back', async () => {
  await using paper = await freshStore()
  const parentId = await placed(paper.store, 'published')
  const child = await placed(paper.store, 'published', { parentId })
  await placed(paper.store, 'published', { parentId: child })
  expect(await countOf(paper.store)).toBe(3)
  await byModerator(paper.store, [moveOf(parentId, 'rejected')])
  expect(await countOf(paper.store)).toBe(0)
  await byModerator(paper.store, [moveOf(parentId, 'published')])
  expect(await countOf(paper.store)).toBe(3)
})

test('a comment and its grandparent in one batch see each other', async () => {
  await using paper = await freshStore()
  const top = await placed(paper.store, 'published')
  const middle = await placed(paper.store, 'published', { parentId: top })
  const leaf = await placed(paper.store, 'published', { parentId: middle })
  await byModerator(paper.store, [moveOf(leaf, 'rejected'), moveOf(top, 'rejected')])
  expect(await countOf(paper.store)).toBe(0)
  await byModerator(paper.store, [moveOf(leaf, 'published'), moveOf(top, 'published')])
  expect(await countOf(paper.store)).toBe(3)
  expect(await paper.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
})

test('a parent rejected while its child is published, 1,000 times: the child never counts', async () => {
  await using paper = await freshStore()
  await using other = createStore({ url: paper.url })
  const lanes = Array.from({ length: 8 }, async (_, lane) => {
    for (let round = 0; round < 125; round += 1) {
      const articleKey = `a-${lane}-${round}`
      const parentId = await placed(paper.store, 'published', { articleKey })
      const child = await placed(paper.store, 'pending', { articleKey, parentId })
      await Promise.all([
        byModerator(paper.store, [moveOf(parentId, 'rejected')]),
        byChecks(other, [moveOf(child, 'published')]),
      ])
      expect(await countOf(paper.store, articleKey)).toBe(0)
    }
  })
  await Promise.all(lanes)
  expect(await paper.store.recount()).toMatchObject({ articles: 1_000, drift: [], visibleWrong: 0 })
  expect(
    await rowsOf(
      paper.url,
      `select deadlocks from pg_stat_database where datname = current_database() and deadlocks > 0`,
    ),
  ).toEqual([])
})

test('an answer tells a newer version, an unknown comment and a status that may not be left so', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'held')
  const unknown = '018f0000-0000-7000-8000-000000000000'
  const { answers } = await byModerator(paper.store, [
    moveOf(id, 'published', { version: 2 }),
    moveOf(unknown, 'published'),
    moveOf(id, 'published', { from: ['pending'] }),
  ])
  expect(answers.map(({ answer }) => answer)).toEqual(['changed', 'gone', 'refused'])
})

test('500 comments in one decision share its id, and one undo takes all of them back', async () => {
  await using paper = await freshStore()
  const ids = await Promise.all(
    Array.from({ length: 500 }, (_, at) => placed(paper.store, 'held', { articleKey: `a${at % 7}` })),
  )
  const { decisionId, answers } = await byModerator(
    paper.store,
    ids.map((id) => moveOf(id, 'published')),
  )
  expect(answers.every(({ answer }) => answer === 'moved')).toBe(true)
  expect(await countOf(paper.store, 'a0')).toBe(72)
  const undone = await paper.store.comments.undo({
    siteId: 'paper',
    decisionId,
    actor: { kind: 'moderator', name: 'ada' },
  })
  expect(undone).toMatchObject({
    answers: expect.arrayContaining([{ commentId: ids[0], answer: 'moved', pending: false }]),
  })
  expect(await countOf(paper.store, 'a0')).toBe(0)
  expect((await paper.store.recount()).drift).toEqual([])
})

test('undoing a decision of more comments than one statement moves is one decision, and counts follow', async () => {
  await using paper = await freshStore()
  const ids = await Promise.all(
    Array.from({ length: 1_010 }, (_, at) => placed(paper.store, 'held', { articleKey: `a${at}` })),
  )
  const { decisionId } = await byModerator(
    paper.store,
    ids.map((id) => moveOf(id, 'published')),
  )
  const undone = await paper.store.comments.undo({
    siteId: 'paper',
    decisionId,
    actor: { kind: 'moderator', name: 'ada' },
  })
  expect(typeof undone === 'string' ? undone : undone.answers.filter(({ answer }) => answer === 'moved')).toHaveLength(
    1_010,
  )
  const { items } = await paper.store.moderation.decisions({ siteId: 'paper', limit: 10 })
  expect(items.filter(({ undoes }) => undoes === decisionId)).toHaveLength(1)
  expect(items.map(({ moved, comments }) => [moved, comments.length])).toEqual([
    [1_010, 500],
    [1_010, 500],
  ])
  const { items: few } = await paper.store.moderation.decisions({ siteId: 'paper', limit: 10, named: 2 })
  expect(few[1]).toMatchObject({ moved: 1_010, comments: items[1]?.comments.slice(0, 2) })
  expect(await countOf(paper.store, 'a1009')).toBe(0)
  expect((await paper.store.recount()).drift).toEqual([])
})

test('a site never sees the comments of another', async () => {
  await using paper = await freshStore()
  await paper.store.sites.add({ id: 'other', name: 'Other', hosts: [] })
  const id = await placed(paper.store, 'published')
  const { answers } = await byModerator(paper.store, [moveOf(id, 'removed')], 'eve', 'other')
  expect(answers).toEqual([{ commentId: id, answer: 'gone' }])
  expect(await countOf(paper.store)).toBe(1)
  expect(await paper.store.comments.delete({ siteId: 'other', commentId: id })).toBe('gone')
})

test('concurrent decisions of many sites keep every log gapless', async () => {
  await using paper = await freshStore()
  await Promise.all(['b', 'c', 'd'].map((id) => paper.store.sites.add({ id, name: id, hosts: [] })))
  await Promise.all(
    ['paper', 'b', 'c', 'd'].flatMap((siteId) =>
      Array.from({ length: 40 }, () => placed(paper.store, 'published', { siteId })),
    ),
  )
  const logs = await rowsOf<{ site_id: string; gapless: boolean }>(
    paper.url,
    'select site_id, count(*) = max(revision) and max(revision) = 40 as gapless from event group by site_id order by site_id',
  )
  expect(logs).toEqual(['b', 'c', 'd', 'paper'].map((site_id) => ({ site_id, gapless: true })))
})

test('what the checks would publish is held once its site or article is moderated before publishing', async () => {
  await using paper = await freshStore()
  const judgedBy = async (mode: 'auto' | 'pre' | undefined, articleKey?: string) => {
    const id = await placed(paper.store, undefined, articleKey === undefined ? {} : { articleKey })
    const { answers } = await byChecks(paper.store, [{ ...moveOf(id, 'published'), mode }])
    const [row] = await rowsOf<{ status: string; reason: string | null }>(
      paper.url,
      `select c.status, d.reason from comment c join event e on e.site_id = c.site_id and e.comment_id = c.id
        join decision d on d.site_id = e.site_id and d.id = e.decision_id where c.id = '${id}'`,
    )
    expect(answers[0]?.heldInstead).toBe(row?.status === 'held' ? true : undefined)
    return [row?.status, row?.reason]
  }
  expect(await judgedBy('auto')).toEqual(['published', null])
  await paper.store.articles.set('paper', 'b', { mode: 'pre' })
  expect(await judgedBy('auto', 'b')).toEqual(['held', 'pre-moderation'])
  await paper.store.sites.set('paper', { mode: 'pre' }, 'test')
  expect(await judgedBy('auto')).toEqual(['held', 'pre-moderation'])
  expect(await judgedBy('pre')).toEqual(['published', null]) // the house's own
  await paper.store.articles.set('paper', 'b', { mode: 'auto' })
  expect(await judgedBy('auto', 'b')).toEqual(['published', null])
})
