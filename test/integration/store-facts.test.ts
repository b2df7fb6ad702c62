import { fingerprintOf, similarity } from '@parley/classifier'
import { createStore } from '@parley/store'
import { expect, test } from 'vitest'
import { byChecks, byModerator, commentsRead, freshStore, hashOf, moveOf, placed, rowsOf } from '../support/store.ts'

test('of a host that many link to the newest comments are told, and those whose links were edited away are not', async () => {
  await using paper = await freshStore()
  const { store, siteId, url } = paper
  const hosts = ['video.example', 'b.example', 'video.example']
  const ids = await Promise.all(Array.from({ length: 203 }, () => placed(store, 'published', { hosts })))
  const [newest = '', edited = '', erased = '', ...older] = ids.toSorted().toReversed()
  await rowsOf(url, `update comment set created_at = now() - interval '2 days' where id = any($1)`, [older])
  await byModerator(store, [moveOf(newest, 'rejected')])
  const facts = async () => {
    const id = await placed(store, 'pending', { hosts })
    return (await store.facts.gather(await store.comments.findPending('paper', [id]), new Map())).get(id)?.hosts
  }
  expect(await facts()).toEqual({
    'video.example': { authorsLastHour: 4, rejected: 1, published: 198 }, // of 200, itself among them
    'b.example': { authorsLastHour: 4, rejected: 1, published: 198 },
  })
  const edit = { siteId, body: 'No more of it.', html: '', facts: {}, windowMs: 1e9 }
  await store.comments.edit({ ...edit, commentId: edited, hosts: ['b.example'] })
  await store.comments.delete({ siteId, commentId: erased })
  const noted = 'select distinct host from comment_host where comment_id = any($1) order by 1'
  expect(await rowsOf(url, noted, [[edited, erased]])).toEqual([{ host: 'b.example' }])
  expect(await facts()).toMatchObject({ 'video.example': { authorsLastHour: 3 }, 'b.example': { authorsLastHour: 4 } })
})

test('a rejected edit speaks against its host and its copies, though what it was is still published', async () => {
  await using paper = await freshStore()
  const { store, siteId } = paper
  const fingerprint = fingerprintOf('Cheap watches for everybody who reads this, today only')
  if (!fingerprint) throw new Error('too short for a fingerprint')
  const edited = await placed(store, 'published')
  const edit = { siteId, commentId: edited, hosts: ['spam.example'], html: '', facts: {}, windowMs: 1e9 }
  await store.comments.edit({ ...edit, body: 'Cheap watches.' })
  await byChecks(store, [moveOf(edited, 'rejected', { version: 2, fingerprint })])
  const id = await placed(store, 'pending', { hosts: ['spam.example'] })
  const facts = await store.facts.gather(await store.comments.findPending('paper', [id]), new Map([[id, fingerprint]]))
  expect(facts.get(id)).toMatchObject({
    hosts: { 'spam.example': { rejected: 1, published: 0 } },
    copies: [{ commentId: edited, rejected: true }],
  })
})

test('of a text that was spread elsewhere or long ago no copy is read', async () => {
  await using paper = await freshStore()
  const { store, url } = paper
  await store.sites.add({ id: 'other', name: 'Other', hosts: [] })
  const fingerprint = fingerprintOf('Cheap watches for everybody who reads this, today only') ?? []
  const [here, there] = [await placed(store), await placed(store, 'published', { siteId: 'other' })]
  const spread = (like: string, daysAgo: number) =>
    rowsOf(
      url,
      `insert into comment (site_id, id, article_id, root_id, depth, idempotency_hash, body_hash, receipt_hash, fingerprint, created_at)
       select c.site_id, copy.id, c.article_id, copy.id, 0, sha256(copy.id::text::bytea), '', '', $2, now() - $3 * interval '1 day'
       from comment c, (select uuidv7() as id from generate_series(1, 2000)) copy where c.id = $1`,
      [like, fingerprint, daysAgo],
    )
  await spread(there, 0)
  await spread(here, 95)
  await byChecks(store, [moveOf(here, 'rejected', { fingerprint })])
  const id = await placed(store, 'pending')
  const pending = await store.comments.findPending('paper', [id])
  await rowsOf(url, 'vacuum analyze comment')
  const before = await commentsRead(store, url)
  await using asked = createStore({ url })
  const facts = await asked.facts.gather(pending, new Map([[id, fingerprint]]))
  expect(facts.get(id)?.copies).toMatchObject([{ commentId: here, rejected: true, byChecks: true }])
  expect((await commentsRead(asked, url)) - before).toBeLessThan(20)
})

test('a host longer than any is stored with its comment, and noted nowhere else', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'pending', { hosts: [`${'x'.repeat(9_000)}.example`, 'a.example'] })
  expect(await rowsOf(paper.url, 'select host from comment_host where comment_id = $1', [id])).toEqual([
    { host: 'a.example' },
  ])
})

test('facts tell an author, near copies, hosts and bans of the same site only', async () => {
  await using paper = await freshStore()
  await paper.store.sites.add({ id: 'other', name: 'Other', hosts: [] })
  const authorKey = hashOf('author')
  const [print, near] = [
    fingerprintOf('The ferry to Hrodna is cancelled on Mondays'),
    fingerprintOf('The ferry to Hrodna is cancelled on Monday!'),
  ]
  if (!print || !near) throw new Error('too short for a fingerprint')
  const over = { authorKey, hosts: ['spam.example'] }
  for (const to of ['published', 'rejected', 'published'] as const) {
    const id = await placed(paper.store, 'pending', over)
    await byChecks(paper.store, [moveOf(id, to, { fingerprint: near })])
  }
  const foreign = await placed(paper.store, 'pending', { ...over, siteId: 'other' })
  await byChecks(paper.store, [moveOf(foreign, 'rejected', { fingerprint: print })], 'other')
  await paper.store.moderation.bans.add({ siteId: 'paper', kind: 'host', value: 'spam.example', by: 'ada' })
  await paper.store.moderation.bans.add({ siteId: 'paper', kind: 'author', value: hashOf('someone'), by: 'ada' })
  await paper.store.moderation.bans.add({
    siteId: 'paper',
    kind: 'phrase',
    value: 'old',
    by: 'ada',
    until: new Date(0),
  })

  const id = await placed(paper.store, 'pending', over)
  const facts = await paper.store.facts.gather(
    await paper.store.comments.findPending('paper', [id]),
    new Map([[id, print]]),
  )
  expect(facts.get(id)).toMatchObject({
    author: { known: true, published: 2, rejected90Days: 1, lastDecided: 3, lastRejected: 1, recent: 4 },
    hosts: { 'spam.example': { authorsLastHour: 1, rejected: 1, published: 2 } },
    bans: [{ kind: 'host', value: 'spam.example' }],
  })
  expect(facts.get(id)?.copies).toHaveLength(3)
  expect(facts.get(id)?.copies[0]).toMatchObject({
    version: 1,
    similarity: similarity(print, near),
    sameArticle: true,
    sameAuthor: true,
  })
})
