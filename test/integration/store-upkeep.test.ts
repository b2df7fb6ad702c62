import { createStore } from '@parley/store'
import { expect, test } from 'vitest'
import {
  byChecks,
  byModerator,
  commentsRead,
  draftOf,
  freshStore,
  hashOf,
  moveOf,
  placed,
  rowsOf,
  type FreshStore,
} from '../support/store.ts'
import { until } from '../support/until.ts'

test('the sweep claims what was not decided within its lease, each comment once among sweeps', async () => {
  await using paper = await freshStore()
  const ids = await Promise.all(Array.from({ length: 30 }, () => placed(paper.store)))
  expect(await paper.store.comments.claimForAsking(1_000)).toEqual([])
  await rowsOf(paper.url, `update comment set asked_at = now() - interval '11 seconds'`)
  const claims = await Promise.all([1, 2, 3].map(() => paper.store.comments.claimForAsking(20)))
  expect(
    claims
      .flat()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(ids.toSorted())
  await rowsOf(paper.url, `update comment set asked_at = now() - interval '11 seconds'`)
  expect(await paper.store.comments.claimForAsking(1_000)).toEqual([]) // the second lease is 20 s
  expect(await paper.store.comments.voidLeases()).toBe(30)
  expect(await paper.store.comments.claimForAsking(1_000)).toHaveLength(30)
})

test('what was asked for before the clock was set back by an hour is claimed and voided all the same', async () => {
  await using paper = await freshStore()
  await Promise.all(Array.from({ length: 3 }, () => placed(paper.store)))
  const setBack = () =>
    rowsOf(
      paper.url,
      `update comment set asked_at = asked_at + interval '1 hour' where asked_at > now()
    - interval '1 minute' returning 1`,
    )
  expect(await setBack()).toHaveLength(3)
  expect(await paper.store.comments.claimForAsking(2)).toHaveLength(2)
  expect(await paper.store.comments.claimForAsking(2)).toHaveLength(1)
  expect(await paper.store.comments.claimForAsking(2)).toEqual([])
  expect(await setBack()).toHaveLength(3)
  expect(await paper.store.comments.voidLeases()).toBe(3)
  expect(await paper.store.comments.claimForAsking(9)).toHaveLength(3)
})

test('a comment whose checks failed six times is no longer asked for, but found to be held', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  for (let failure = 0; failure < 6; failure += 1) {
    expect(await paper.store.comments.findFailing(10)).toEqual([])
    await paper.store.comments.recordFailures('paper', [id])
  }
  await paper.store.comments.voidLeases()
  expect(await paper.store.comments.claimForAsking(10)).toEqual([])
  expect(await paper.store.comments.findFailing(10)).toEqual([{ siteId: 'paper', id, version: 1 }])
})

/** Stores so many pending comments at once, as one moment's, on an article of their own. */
const pendingMany = async ({ store, url }: FreshStore, count: number): Promise<void> => {
  await placed(store)
  await rowsOf(
    url,
    `insert into comment (site_id, id, article_id, root_id, depth, idempotency_hash, body_hash, receipt_hash)
     select c.site_id, gen.id, c.article_id, gen.id, 0, sha256(gen.id::text::bytea), '', ''
     from comment c, (select gen_random_uuid() as id from generate_series(2, $1::int)) gen`,
    [count],
  )
}

test('the sweep finds what is failing by an index of its own, not along all that is pending', async () => {
  await using paper = await freshStore()
  await until('the index was read', async () => {
    await paper.store.comments.findFailing(10)
    const read = `select idx_scan from pg_stat_user_indexes where indexrelname = 'comment_failing' and idx_scan > 0`
    return (await rowsOf(paper.url, read)).length > 0
  })
})

test('leases are voided ten thousand at a time, each once, also where all are of one moment', async () => {
  await using paper = await freshStore()
  const count = 25_000
  await pendingMany(paper, count)
  expect(await paper.store.comments.voidLeases()).toBe(count)
  const [most] = await rowsOf<{ comments: number }>(
    paper.url,
    `select count(*)::int as comments from comment where asked_at = '-infinity' group by xmin order by 1 desc`,
  )
  expect(most?.comments).toBe(10_000)
  expect(await paper.store.comments.voidLeases()).toBe(0)
})

test('the queue filters by status, article, author, host and words, and pages oldest first', async () => {
  await using paper = await freshStore()
  const key = hashOf('a')
  const first = await placed(paper.store, 'held', { body: 'Fifty 50% off', authorKey: key, hosts: ['x.example'] })
  const second = await placed(paper.store, 'held', { body: 'Fifty 505 off', articleKey: 'news-2' })
  const list = async (filter: object) =>
    (await paper.store.moderation.list({ status: 'held', limit: 10, ...filter })).items.map(({ id }) => id)
  expect(await list({})).toEqual([first, second])
  expect(await list({ q: '50%' })).toEqual([first])
  expect(await list({ articleKey: 'news-2' })).toEqual([second])
  expect(await list({ authorKey: key })).toEqual([first])
  expect(await list({ host: 'x.example' })).toEqual([first])
  expect(await list({ host: 'www.x.example' })).toEqual([first])
  expect(await list({ sites: ['other'] })).toEqual([])
  expect(await list({ status: 'published' })).toEqual([])
  const page = await paper.store.moderation.list({ status: 'held', limit: 1 })
  expect(await list({ after: page.next })).toEqual([second])
  expect(await paper.store.moderation.totals(['paper'])).toEqual([{ siteId: 'paper', status: 'held', count: 2 }])
})

test('a search looks through so many comments a page, and goes on where it stopped, found or not', async () => {
  await using paper = await freshStore()
  const first = await placed(paper.store, 'published', { body: 'A needle' })
  await rowsOf(
    paper.url,
    `with made as (
      insert into comment (site_id, id, article_id, root_id, depth, version_status, idempotency_hash, body_hash, receipt_hash)
      select c.site_id, gen.id, c.article_id, gen.id, 0, 'published', sha256(gen.id::text::bytea), '', ''
      from comment c, (select uuidv7() as id from generate_series(1, 20000)) gen returning site_id, id
    ) insert into comment_text (site_id, comment_id, version, body, html) select site_id, id, 1, 'hay', '' from made`,
  )
  const last = await placed(paper.store, 'published', { body: 'Another needle' })
  const found = async (q: string) => {
    const pages: string[][] = []
    for (let after: string | undefined; ;) {
      const page = await paper.store.moderation.list({ status: 'published', q, limit: 10, after })
      pages.push(page.items.map(({ id }) => id))
      after = page.next
      if (after === undefined) return pages
    }
  }
  expect(await found('needle')).toEqual([[first], [last]])
  expect(await found('nail')).toEqual([[], []])
})

test('a search among appeals reads those, however many comments were turned down', async () => {
  await using paper = await freshStore()
  const { store, url } = paper
  const id = await placed(store, 'rejected', { body: 'A needle' })
  await rowsOf(
    url,
    `with made as (
      insert into comment (site_id, id, article_id, root_id, depth, version_status, idempotency_hash, body_hash, receipt_hash)
      select c.site_id, gen.id, c.article_id, gen.id, 0, 'rejected', sha256(gen.id::text::bytea), '', ''
      from comment c, (select uuidv7() as id from generate_series(1, 2000)) gen returning site_id, id
    ) insert into comment_text (site_id, comment_id, version, body, html) select site_id, id, 1, 'hay', '' from made`,
  )
  await store.appeals.add({ siteId: 'paper', commentId: id, text: 'Please' })
  await rowsOf(url, 'vacuum analyze')
  const before = await commentsRead(store, url)
  await using asked = createStore({ url })
  const { items, next } = await asked.moderation.list({ appealed: true, q: 'needle', limit: 10 })
  expect([items.map((one) => one.id), next]).toEqual([[id], undefined])
  expect((await commentsRead(asked, url)) - before).toBeLessThan(20)
})

test('a list of many sites is in one order, page after page', async () => {
  await using paper = await freshStore()
  for (const id of ['other', 'third']) await paper.store.sites.add({ id, name: id, hosts: [] })
  const placedAt: string[] = []
  for (const siteId of ['other', 'paper', 'third', 'other', 'paper', 'other'])
    placedAt.push(await placed(paper.store, 'held', { siteId }))
  const listed: string[] = []
  for (let after: string | undefined; ;) {
    const page = await paper.store.moderation.list({ status: 'held', sites: ['other', 'paper'], limit: 2, after })
    listed.push(...page.items.map(({ id }) => id))
    after = page.next
    if (after === undefined) break
  }
  expect(listed).toEqual(placedAt.filter((_, nth) => nth !== 2))
})

test("a comment's file holds its versions, history and the verdict's trace", async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store)
  const verdict = { outcome: 'held', checks: [{ check: 'links', signals: [] }], models: [], ms: 0.5 }
  await byChecks(paper.store, [moveOf(id, 'held', { reason: 'spam', verdict })])
  const file = await paper.store.moderation.show('paper', id)
  expect(file).toMatchObject({
    comment: { id, status: 'held', articleKey: 'news-1' },
    versions: [{ version: 1, status: 'held' }],
    history: [{ revision: 1, from: 'pending', to: 'held', decision: { actor: 'checks', reason: 'spam' } }],
    verdicts: [verdict],
  })
  expect(await paper.store.moderation.show('other', id)).toBeUndefined()
})

test('a persisted secret is the same for everyone who asks', async () => {
  await using paper = await freshStore()
  const [one, two] = await Promise.all([paper.store.secrets.get('forms'), paper.store.secrets.get('forms')])
  expect(one).toEqual(two)
  expect(one).toHaveLength(32)
  expect(await paper.store.secrets.get('cursors')).not.toEqual(one)
  const names = ['forms', 'receipts', 'authors'] as const
  const [some, others] = await Promise.all([paper.store.secrets.getAll(names), paper.store.secrets.getAll(names)])
  expect(some).toEqual(others)
  expect(some.forms).toEqual(one)
  expect(new Set(Object.values(some).map((secret) => secret.toString('hex'))).size).toBe(3)
})

test('statements prepared before a migration go on answering after it', async () => {
  await using paper = await freshStore({ poolSize: 1 })
  for (let ask = 0; ask < 8; ask += 1) expect((await paper.store.sites.find('paper'))?.name).toBe('The Paper')
  await rowsOf(paper.url, 'alter table site add column motto text')
  expect((await paper.store.sites.find('paper'))?.name).toBe('The Paper')
  await placed(paper.store, 'published')
  expect(await paper.store.recount({})).toMatchObject({ drift: [] })
})

test('stats tell what waits and for how long', async () => {
  await using paper = await freshStore()
  expect(await paper.store.stats()).toEqual({ pending: 0, oldestPendingMs: 0, bySite: [] })
  await paper.store.comments.submit(draftOf())
  await rowsOf(paper.url, `update comment set created_at = now() - interval '5 seconds'`)
  const stats = await paper.store.stats()
  expect(stats).toMatchObject({ pending: 1, bySite: [{ siteId: 'paper', pending: 1 }] })
  expect(stats.oldestPendingMs).toBeGreaterThanOrEqual(5_000)
  const edited = await placed(paper.store, 'published')
  await rowsOf(paper.url, `update comment set created_at = now() - interval '10 minutes' where id = $1`, [edited])
  const edit = { siteId: 'paper', commentId: edited, body: 'On second thought.', html: '', facts: {}, hosts: [] }
  await paper.store.comments.edit({ ...edit, windowMs: 1e9 })
  const later = await paper.store.stats()
  expect(later).toMatchObject({ pending: 2 })
  expect(later.oldestPendingMs).toBeLessThan(300_000) // an edit waits from when it was sent
})

test('a column that a migration adds meanwhile fails no transaction that reads the whole row', async () => {
  await using paper = await freshStore({ poolSize: 1 })
  const actor = { kind: 'moderator', name: 'ada' } as const
  const ids = [await placed(paper.store, 'published'), await placed(paper.store, 'published')]
  const removeAndUndo = async (id: string) => {
    const { decisionId } = await byModerator(paper.store, [moveOf(id, 'removed')])
    return paper.store.comments.undo({ siteId: 'paper', decisionId, actor })
  }
  expect(await removeAndUndo(ids[0] as string)).toMatchObject({ answers: [{ answer: 'moved' }] })
  await rowsOf(paper.url, 'alter table event add column motto text')
  expect(await removeAndUndo(ids[1] as string)).toMatchObject({ answers: [{ answer: 'moved' }] })
})

test('a column that a migration adds meanwhile fails no setting of a site or an article', async () => {
  await using paper = await freshStore({ poolSize: 1 })
  const { sites, articles } = paper.store
  const setAll = async (title: string) => [
    await articles.set('paper', 'news-1', { title }),
    await sites.add({ id: title, name: title, hosts: [] }),
    await sites.set('paper', { name: title }, 'ada'),
  ]
  await setAll('first')
  await rowsOf(paper.url, 'alter table article add column motto text')
  await rowsOf(paper.url, 'alter table site add column motto text')
  expect(await setAll('second')).toMatchObject([{ title: 'second' }, { id: 'second' }, { name: 'second' }])
})

test('figures of a site are read whatever its articles are called', async () => {
  await using paper = await freshStore()
  const digest = async () => (await paper.store.backup.figures()).at(0)?.countsDigest
  const digests = [await digest()]
  for (const key of ['a\\b', '\\101', '\\x41', 'A']) {
    await paper.store.articles.set('paper', key, {})
    digests.push(await digest())
  }
  expect(new Set(digests).size).toBe(5)
})
