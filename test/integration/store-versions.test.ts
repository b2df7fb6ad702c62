import type { Store } from '@parley/store'
import { expect, test } from 'vitest'
import { byChecks, byModerator, countOf, freshStore, hashOf, moveOf, placed, rowsOf } from '../support/store.ts'

const edited = (store: Store, commentId: string, body = 'Second thoughts.') =>
  store.comments.edit({
    siteId: 'paper',
    commentId,
    body,
    html: `<p>${body}</p>`,
    hosts: [],
    facts: {},
    windowMs: 60_000,
  })

const shown = async (store: Store) => {
  const { comments } = await store.comments.listVisible({
    siteId: 'paper',
    articleKey: 'news-1',
    sort: 'old',
    limit: 50,
  })
  return comments.map(({ html, status }) => html ?? status)
}

test('an edit stays unseen until it is decided, and the published version stays counted', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published', { body: 'First.' })
  expect(await edited(paper.store, id)).toEqual({ kind: 'accepted', id, version: 2, status: 'published' })
  expect(await shown(paper.store)).toEqual(['<p>First.</p>'])
  expect(await countOf(paper.store)).toBe(1)
  await byChecks(paper.store, [moveOf(id, 'published', { version: 2 })])
  expect(await shown(paper.store)).toEqual(['<p>Second thoughts.</p>'])
  expect(await countOf(paper.store)).toBe(1)
})

test.for(['held', 'rejected'] as const)('a %s edit leaves the published version in place', async (to) => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published', { body: 'First.' })
  await edited(paper.store, id)
  await byChecks(paper.store, [moveOf(id, to, { version: 2 })])
  expect(await shown(paper.store)).toEqual(['<p>First.</p>'])
  expect(await countOf(paper.store)).toBe(1)
  const queued = await paper.store.moderation.list({ status: to, limit: 10 })
  expect(queued.items).toMatchObject([
    { id, version: 2, status: 'published', versionStatus: to, body: 'Second thoughts.' },
  ])
})

test('a verdict on a version that was edited meanwhile moves nothing', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  await edited(paper.store, id)
  expect((await byChecks(paper.store, [moveOf(id, 'published')])).answers[0]?.answer).toBe('changed')
  expect((await byChecks(paper.store, [moveOf(id, 'published', { version: 2 })])).answers[0]?.answer).toBe('moved')
})

test.for(['rejected', 'held', 'removed'] as const)(
  'after a moderator %s a comment its new version can only be held',
  async (to) => {
    await using paper = await freshStore()
    const id = await placed(paper.store, 'published')
    await byModerator(paper.store, [moveOf(id, to)])
    await edited(paper.store, id)
    const [pending] = await paper.store.comments.findPending('paper', [id])
    expect(pending?.holdOnly).toBe(true)
    await byChecks(paper.store, [moveOf(id, 'published', { version: 2 })])
    expect(await countOf(paper.store)).toBe(0)
    expect(await rowsOf(paper.url, 'select status, version_status from comment')).toEqual([
      { status: 'held', version_status: 'held' },
    ])
  },
)

test('an edit after its window, of the same text or on a closed article is refused', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published', { body: 'First.' })
  expect(await edited(paper.store, id, 'First.')).toEqual({ kind: 'same' })
  const late = { siteId: 'paper', commentId: id, body: 'Late.', html: '', hosts: [], facts: {}, windowMs: 0 }
  expect(await paper.store.comments.edit(late)).toEqual({ kind: 'window-over' })
  await paper.store.articles.set('paper', 'news-1', { closed: true })
  expect(await edited(paper.store, id)).toEqual({ kind: 'article-closed' })
})

test('an edit whose answer was lost may be sent again, also when its time is over or the article closed by then', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published', { body: 'First.' })
  const edit = { siteId: 'paper', commentId: id, body: 'Second.', html: '', hosts: [], facts: {}, windowMs: 60_000 }
  expect(await paper.store.comments.edit(edit)).toMatchObject({ kind: 'accepted', version: 2 })
  expect(await paper.store.comments.edit({ ...edit, windowMs: 0 })).toEqual({ kind: 'same' })
  await paper.store.articles.set('paper', 'news-1', { closed: true })
  expect(await paper.store.comments.edit(edit)).toEqual({ kind: 'same' })
})

test('a deleted comment leaves an uncounted tombstone under which replies stay, and nothing of its words', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'pending', {
    body: 'My secret opinion',
    authorName: 'Zoya',
    authorKey: hashOf('zoya'),
  })
  const verdict = { outcome: 'published', checks: [{ evidence: 'secret' }], models: [], ms: 1 }
  await byChecks(paper.store, [
    moveOf(id, 'published', { verdict, fingerprint: Array.from({ length: 32 }, (_, at) => at) }),
  ])
  await edited(paper.store, id, 'My other secret')
  await placed(paper.store, 'published', { parentId: id, body: 'A reply' })
  const held = await byModerator(paper.store, [moveOf(id, 'held', { version: 2 })])
  await rowsOf(paper.url, 'update decision set note = $1 where id = $2', ['secret note', held.decisionId])

  expect(await paper.store.comments.delete({ siteId: 'paper', commentId: id })).toBe('deleted')
  expect(await paper.store.comments.delete({ siteId: 'paper', commentId: id })).toBe('already')
  expect(await shown(paper.store)).toEqual(['deleted', '<p>A reply</p>'])
  expect(await countOf(paper.store)).toBe(1)
  const tables = ['comment', 'comment_text', 'verdict', 'decision', 'event', 'report']
  const left = await Promise.all(
    tables.map((table) => rowsOf<{ row: string }>(paper.url, `select x::text as row from ${table} x`)),
  )
  expect(
    left
      .flat()
      .map(({ row }) => row)
      .join('\n'),
  ).not.toMatch(/secret|Zoya/)
  expect(
    left
      .flat()
      .map(({ row }) => row)
      .join('\n'),
  ).not.toContain(hashOf('zoya'))
})

test('a tombstone without replies that can be seen is not listed', async () => {
  await using paper = await freshStore()
  const top = await placed(paper.store, 'published')
  const reply = await placed(paper.store, 'published', { parentId: top })
  await paper.store.comments.delete({ siteId: 'paper', commentId: top })
  await paper.store.comments.delete({ siteId: 'paper', commentId: reply })
  expect(await shown(paper.store)).toEqual([])
})

test('of a tree of tombstones those are listed that something published hangs under, however deep', async () => {
  await using paper = await freshStore()
  const chain: string[] = []
  for (const body of ['one', 'two', 'three', 'four'])
    chain.push(await placed(paper.store, 'published', { body, parentId: chain.at(-1) }))
  const leaf = await placed(paper.store, 'published', { body: 'leaf', parentId: chain.at(-1) })
  const side = await placed(paper.store, 'published', { body: 'side', parentId: chain[1] })
  const below = await placed(paper.store, 'published', { body: 'below', parentId: side })
  for (const commentId of [...chain, side, below]) await paper.store.comments.delete({ siteId: 'paper', commentId })
  expect(await shown(paper.store)).toEqual(['deleted', 'deleted', 'deleted', 'deleted', '<p>leaf</p>'])
  await byModerator(paper.store, [moveOf(leaf, 'removed')])
  expect(await shown(paper.store)).toEqual([])
})

test('deleting what was not published hides all below it, and no verdict or undo revives it', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published')
  await placed(paper.store, 'published', { parentId: id })
  const { decisionId } = await byModerator(paper.store, [moveOf(id, 'rejected')])
  await edited(paper.store, id)
  await paper.store.comments.delete({ siteId: 'paper', commentId: id })
  expect((await byChecks(paper.store, [moveOf(id, 'published', { version: 2 })])).answers[0]?.answer).toBe('gone')
  const undone = await paper.store.comments.undo({
    siteId: 'paper',
    decisionId,
    actor: { kind: 'moderator', name: 'ada' },
  })
  expect(undone).toMatchObject({ answers: [{ answer: 'gone' }] })
  expect(await countOf(paper.store)).toBe(0)
  expect(await shown(paper.store)).toEqual([])
})

test('undo brings back each comment whose last event it was, an undo can be undone, a second undo is refused', async () => {
  await using paper = await freshStore()
  const actor = { kind: 'moderator', name: 'ada' } as const
  const one = await placed(paper.store, 'published')
  const two = await placed(paper.store, 'held')
  const { decisionId } = await byModerator(paper.store, [moveOf(one, 'removed'), moveOf(two, 'removed')])
  await byModerator(paper.store, [moveOf(two, 'rejected')], 'bob')
  const undone = await paper.store.comments.undo({ siteId: 'paper', decisionId, actor })
  if (typeof undone === 'string') throw new Error(undone)
  expect(undone.answers).toEqual([
    { commentId: one, answer: 'moved', pending: false },
    { commentId: two, answer: 'superseded', pending: false },
  ])
  expect(await countOf(paper.store)).toBe(1)
  expect(await paper.store.comments.undo({ siteId: 'paper', decisionId, actor })).toBe('already-undone')
  await paper.store.comments.undo({ siteId: 'paper', decisionId: undone.decisionId ?? '', actor })
  expect(await countOf(paper.store)).toBe(0)
  expect((await paper.store.recount()).drift).toEqual([])
})

test('undoing the first decision makes a comment pending, and due at once', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  const { decisionId } = await byModerator(paper.store, [moveOf(id, 'rejected')])
  const undone = await paper.store.comments.undo({
    siteId: 'paper',
    decisionId,
    actor: { kind: 'moderator', name: 'ada' },
  })
  expect(undone).toMatchObject({ answers: [{ commentId: id, answer: 'moved', pending: true }] })
  expect(await paper.store.comments.claimForAsking(10)).toEqual([{ siteId: 'paper', id }])
  expect((await byChecks(paper.store, [moveOf(id, 'published')])).answers[0]?.answer).toBe('moved')
})

test('a receipt shows status and reason only to who has its secret', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'pending', { body: 'Mine', receiptHash: hashOf('secret') })
  await paper.store.comments.decide({
    siteId: 'paper',
    actor: { kind: 'moderator', name: 'ada' },
    action: 'reject',
    reason: 'off-topic',
    moves: [moveOf(id, 'rejected')],
  })
  expect(await paper.store.comments.findByReceipt('paper', id, hashOf('secret'))).toMatchObject({
    id,
    status: 'rejected',
    reason: 'off-topic',
    body: 'Mine',
    articleKey: 'news-1',
  })
  expect(await paper.store.comments.findByReceipt('paper', id, hashOf('guess'))).toBeUndefined()
  expect(await paper.store.comments.findByReceipt('other', id, hashOf('secret'))).toBeUndefined()
})

test('the note of an order that found a comment as it wanted it goes with that comment, and with no other', async () => {
  await using paper = await freshStore()
  const { store, url } = paper
  const [told = '', moved = '', other = ''] = await Promise.all([1, 2, 3].map(() => placed(store, 'held')))
  await byModerator(store, [moveOf(told, 'rejected', { reason: 'spam' })])
  const moves = [told, moved].map((id) => moveOf(id, 'rejected', { reason: 'spam' }))
  const actor = { kind: 'moderator', name: 'ada' } as const
  const order = { siteId: 'paper', actor, action: 'reject', moves, note: 'He again.' }
  expect((await store.comments.decide(order)).answers.map(({ answer }) => answer)).toEqual(['already', 'moved'])
  const noted = () => rowsOf(url, 'select note from decision where note is not null')
  await store.comments.delete({ siteId: 'paper', commentId: other })
  expect(await noted()).toEqual([{ note: 'He again.' }])
  await store.comments.delete({ siteId: 'paper', commentId: told })
  expect(await noted()).toEqual([])
})
