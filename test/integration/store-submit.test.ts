import { randomUUID } from 'node:crypto'
import { createStore } from '@parley/store'
import { Client } from 'pg'
import { v7 as newId } from 'uuid'
import { afterEach, expect, test, vi } from 'vitest'
import { byModerator, countOf, draftOf, freshStore, hashOf, moveOf, placed, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

afterEach(() => void vi.useRealTimers())

test('a draft is stored as pending, with its article, and counts nothing yet', async () => {
  await using paper = await freshStore()
  const draft = draftOf({
    articleUrl: 'https://paper.example/news-1',
    authorName: 'Ada',
    facts: { formMs: 900 },
    hosts: ['a.example'],
  })
  const submitted = await paper.store.comments.submit(draft)
  expect(submitted).toEqual({ kind: 'accepted', id: draft.id, version: 1, status: 'pending', replayed: false })
  const [pending] = await paper.store.comments.findPending('paper', [draft.id])
  expect(pending).toMatchObject({
    id: draft.id,
    body: draft.body,
    authorName: 'Ada',
    facts: { formMs: 900 },
    hosts: ['a.example'],
    mode: 'auto',
    articleKey: 'news-1',
  })
  expect(await countOf(paper.store)).toBe(0)
})

test('a site whose drafts hang keeps no other site’s waiting', async () => {
  await using paper = await freshStore()
  await paper.store.sites.add({ id: 'other', name: 'Other', hosts: ['other.example'] })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }) // what hangs is never given up
  const holder = new Client({ connectionString: paper.url })
  await holder.connect()
  await holder.query('begin')
  await holder.query(`select from site where id = 'paper' for update`)
  const hanging = paper.store.comments.submit(draftOf())
  const ours = `pid <> pg_backend_pid() and wait_event_type = 'Lock' and datname = current_database()`
  await until(
    'it hangs',
    async () => (await rowsOf(paper.url, `select from pg_stat_activity where ${ours}`)).length > 0,
  )
  expect(await paper.store.comments.submit(draftOf({ siteId: 'other' }))).toMatchObject({ kind: 'accepted' })
  await holder.end()
  expect(await hanging).toMatchObject({ kind: 'accepted' })
})

test('the same idempotency key answers the same comment, another body under it is refused', async () => {
  await using paper = await freshStore()
  const draft = draftOf()
  await paper.store.comments.submit(draft)
  const again = await paper.store.comments.submit(draftOf({ ...draft, id: draftOf().id }))
  expect(again).toMatchObject({ kind: 'accepted', id: draft.id, replayed: true })
  const other = await paper.store.comments.submit(draftOf({ ...draft, id: draftOf().id, bodyHash: hashOf('other') }))
  expect(other).toEqual({ kind: 'other-body' })
})

test('copies of one key within one flush are stored once', async () => {
  await using paper = await freshStore()
  const draft = draftOf()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => paper.store.comments.submit({ ...draft, id: draftOf().id })),
  )
  expect(new Set(answers.map((answer) => answer.kind === 'accepted' && answer.id)).size).toBe(1)
  expect(await rowsOf(paper.url, 'select id from comment')).toHaveLength(1)
})

test('copies of one draft that is refused cost their neighbours nothing', async () => {
  await using paper = await freshStore()
  await placed(paper.store)
  const refused = draftOf({ parentId: randomUUID() })
  const copies = Array.from({ length: 12 }, () => paper.store.comments.submit({ ...refused, id: newId() }))
  const neighbour = await paper.store.comments.submit(draftOf())
  expect(neighbour).toMatchObject({ kind: 'accepted', replayed: false })
  expect((await Promise.all(copies)).map(({ kind }) => kind)).toEqual(copies.map(() => 'no-parent'))
})

test('a draft that was stored before its group failed is new to who sent it', async () => {
  await using paper = await freshStore()
  const draft = draftOf()
  await paper.store.comments.submit(draft)
  expect(await paper.store.comments.submit(draft)).toMatchObject({ kind: 'accepted', replayed: false })
  expect(await paper.store.comments.submit({ ...draft, id: newId() })).toMatchObject({ replayed: true })
})

test('first comments of many articles share a flush with others, and each lands on its own article', async () => {
  await using paper = await freshStore()
  await paper.store.comments.submit(draftOf({ articleKey: 'known' }))
  const keys = ['b', 'known', 'a b', 'a', 'b', 'ключ', 'a', '{"a"}']
  const drafts = keys.map((articleKey) => draftOf({ articleKey, articleUrl: `https://paper.example/${articleKey}` }))
  const answers = await Promise.all(drafts.map((draft) => paper.store.comments.submit(draft)))
  expect(answers.map(({ kind }) => kind)).toEqual(keys.map(() => 'accepted'))
  const pending = await paper.store.comments.findPending(
    'paper',
    drafts.map(({ id }) => id),
  )
  expect(new Map(pending.map(({ id, articleKey }) => [id, articleKey]))).toEqual(
    new Map(drafts.map(({ id, articleKey }) => [id, articleKey])),
  )
  expect(pending.find(({ articleKey }) => articleKey === 'a b')?.articleUrl).toBe('https://paper.example/a b')
  expect(await rowsOf(paper.url, 'select key from article')).toHaveLength(6)
})

test('two flushes with their keys in opposite order never wait for each other crosswise', async () => {
  await using paper = await freshStore()
  await using other = createStore({ url: paper.url })
  for (let round = 0; round < 40; round += 1) {
    const drafts = Array.from({ length: 50 }, (_, at) => draftOf({ articleKey: `r${round}-${at}` }))
    const forth = drafts.map((draft) => paper.store.comments.submit(draft))
    const back = drafts.toReversed().map((draft) => other.comments.submit({ ...draft, id: draftOf().id }))
    const answers = await Promise.all([...forth, ...back])
    expect(answers.every(({ kind }) => kind === 'accepted')).toBe(true)
  }
  expect(await rowsOf(paper.url, 'select id from comment')).toHaveLength(2_000)
  expect(
    await rowsOf(
      paper.url,
      `select deadlocks from pg_stat_database where datname = current_database() and deadlocks > 0`,
    ),
  ).toEqual([])
})

test('a draft that the database refuses does not fail its neighbours', async () => {
  await using paper = await freshStore()
  const bad = draftOf({ body: 'nul \u0000 byte' })
  const drafts = [draftOf(), draftOf(), bad, draftOf()]
  const answers = await Promise.allSettled(drafts.map((draft) => paper.store.comments.submit(draft)))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('a reply needs a parent that readers can see, on the same article', async () => {
  await using paper = await freshStore()
  const visible = await placed(paper.store, 'published')
  const pending = await placed(paper.store)
  const elsewhere = await placed(paper.store, 'published', { articleKey: 'news-2' })
  const reply = (parentId: string) => paper.store.comments.submit(draftOf({ parentId }))
  expect(await reply(visible)).toMatchObject({ kind: 'accepted' })
  expect(await reply(pending)).toEqual({ kind: 'parent-not-visible' })
  expect(await reply(elsewhere)).toEqual({ kind: 'no-parent' })
  expect(await reply(draftOf().id)).toEqual({ kind: 'no-parent' })
  await byModerator(paper.store, [moveOf(visible, 'removed')])
  expect(await reply(visible)).toEqual({ kind: 'parent-not-visible' })
})

test('threads end at a depth of 100', async () => {
  await using paper = await freshStore()
  let parentId = await placed(paper.store, 'published')
  for (let depth = 1; depth <= 100; depth += 1) parentId = await placed(paper.store, 'published', { parentId })
  expect(await paper.store.comments.submit(draftOf({ parentId }))).toEqual({ kind: 'too-deep' })
  expect(await countOf(paper.store)).toBe(101)
})

test('a closed article and an unknown site take no comments', async () => {
  await using paper = await freshStore()
  await paper.store.articles.set('paper', 'news-1', { closed: true })
  expect(await paper.store.comments.submit(draftOf())).toEqual({ kind: 'article-closed' })
  expect(await paper.store.comments.submit(draftOf({ siteId: 'nowhere' }))).toEqual({ kind: 'no-site' })
  await paper.store.articles.set('paper', 'news-1', { closed: false })
  expect(await paper.store.comments.submit(draftOf())).toMatchObject({ kind: 'accepted' })
})

test('comments sent to an alias land on its article, also while the article is being merged away', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published', { articleKey: 'old' })
  await placed(paper.store, 'published', { articleKey: 'new' })
  const drafts = Array.from({ length: 300 }, () => draftOf({ articleKey: 'old' }))
  const sent = drafts.map((draft) => paper.store.comments.submit(draft))
  const merged = await paper.store.articles.merge('paper', 'old', 'new')
  const answers = await Promise.all(sent)
  expect(merged).toMatchObject({ key: 'new', publishedCount: 2 })
  expect(answers.every(({ kind }) => kind === 'accepted')).toBe(true)
  expect(await rowsOf(paper.url, 'select distinct article_id from comment')).toHaveLength(1)
  expect(await countOf(paper.store, 'old')).toBe(2)
})
