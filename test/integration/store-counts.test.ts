import { createStore } from '@parley/store'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { byModerator, commentsRead, countOf, draftOf, freshStore, moveOf, placed, rowsOf } from '../support/store.ts'

test('counts answer keys and aliases as of one revision, and create no article', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published')
  await paper.store.articles.set('paper', 'news-1', { aliases: ['old-1'] })
  const read = await paper.store.counts.read('paper', ['news-1', 'old-1', 'nothing', '__proto__'])
  expect(read).toEqual({
    revision: 2,
    epoch: 1,
    counts: new Map([
      ['news-1', { count: 1, revision: 2 }],
      ['old-1', { count: 1, revision: 2 }],
    ]),
  })
  expect(await rowsOf(paper.url, 'select key from article')).toHaveLength(1)
  expect((await paper.store.counts.read('nowhere', ['a'])).revision).toBe(0)
})

test('changes tell what happened after a revision, in order, and a page never ends inside an event', async () => {
  await using paper = await freshStore()
  const ids = await Promise.all(['a', 'b', 'c'].map((articleKey) => placed(paper.store, 'held', { articleKey })))
  const before = (await paper.store.counts.read('paper', [])).revision
  await byModerator(
    paper.store,
    ids.slice(0, 2).map((id) => moveOf(id, 'published')),
  )
  await byModerator(
    paper.store,
    ids.slice(2).map((id) => moveOf(id, 'published')),
  )
  const all = await paper.store.counts.changes('paper', before, 10)
  expect(all.changes.map(({ keys, count }) => [keys[0], count]).toSorted()).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ])
  expect(all).toMatchObject({ revision: before + 3, more: false })
  const page = await paper.store.counts.changes('paper', before, 2)
  expect(page).toMatchObject({ more: true })
  const rest = await paper.store.counts.changes('paper', page.changes.at(-1)?.revision ?? 0, 10)
  expect([...page.changes, ...rest.changes].map(({ keys }) => keys[0]).toSorted()).toEqual(['a', 'b', 'c'])
  expect((await paper.store.counts.changes('paper', before, 10, ['c'])).changes).toMatchObject([{ keys: ['c'] }])
})

test('what one decision changed is told together, however many more articles than a page holds', async () => {
  await using paper = await freshStore()
  const keys = ['a', 'b', 'c', 'd']
  const ids = await Promise.all(keys.map((articleKey) => placed(paper.store, 'held', { articleKey })))
  const before = (await paper.store.counts.read('paper', [])).revision
  await byModerator(
    paper.store,
    ids.map((id) => moveOf(id, 'published')),
  )
  await placed(paper.store, 'published', { articleKey: 'e' })
  const page = await paper.store.counts.changes('paper', before, 2)
  expect(page.changes.map((change) => change.keys[0]).toSorted()).toEqual(keys)
  expect(page.more).toBe(true)
  const rest = await paper.store.counts.changes('paper', page.changes.at(-1)?.revision ?? 0, 2)
  expect(rest).toMatchObject({ changes: [{ keys: ['e'], count: 1 }], more: false })
})

test('merging adds the counts up, and both names lead to one thread', async () => {
  await using paper = await freshStore()
  const parentId = await placed(paper.store, 'published', { articleKey: 'http' })
  await placed(paper.store, 'published', { articleKey: 'http', parentId })
  await placed(paper.store, 'published', { articleKey: 'https' })
  expect(await paper.store.articles.merge('paper', 'http', 'https')).toMatchObject({ key: 'https', publishedCount: 3 })
  expect(await paper.store.articles.merge('paper', 'http', 'https')).toBe('same')
  expect(await paper.store.articles.merge('paper', 'none', 'https')).toBe('no-article')
  expect([await countOf(paper.store, 'http'), await countOf(paper.store, 'https')]).toEqual([3, 3])
  expect(await paper.store.comments.submit(draftOf({ articleKey: 'http', parentId }))).toMatchObject({
    kind: 'accepted',
  })
  expect((await paper.store.recount()).drift).toEqual([])
})

test('an alias that already names another article is refused whole', async () => {
  await using paper = await freshStore()
  await paper.store.articles.set('paper', 'one', { aliases: ['uno'] })
  expect(await paper.store.articles.set('paper', 'two', { title: 'Two', aliases: ['dos', 'uno'] })).toBe('alias-taken')
  expect(await paper.store.articles.find('paper', 'two')).toBeUndefined()
  expect(await paper.store.articles.set('paper', 'uno', { title: 'One' })).toMatchObject({ key: 'one', title: 'One' })
})

test('recount finds what was tampered with and repairs it under a new epoch', async () => {
  await using paper = await freshStore()
  const id = await placed(paper.store, 'published')
  await placed(paper.store, 'published', { parentId: id })
  await rowsOf(paper.url, 'update article set published_count = 7')
  await rowsOf(paper.url, 'update comment set visible = false where id = $1', [id])
  const found = await paper.store.recount()
  expect(found).toEqual({
    articles: 1,
    drift: [{ siteId: 'paper', key: 'news-1', stored: 7, derived: 2 }],
    visibleWrong: 1,
    totalsWrong: 0,
  })
  await paper.store.recount({ siteId: 'paper', repair: true })
  expect(await paper.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
  expect(await paper.store.counts.read('paper', ['news-1'])).toMatchObject({
    epoch: 2,
    counts: new Map([['news-1', { count: 2, revision: 3 }]]),
  })
})

test('recount waits for nobody who decides, and nobody waits for it', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published')
  const deciding = new Client({ connectionString: paper.url })
  await deciding.connect()
  try {
    await deciding.query('begin')
    await deciding.query(`select from site where id = 'paper' for update`)
    await deciding.query('update article set published_count = 9')
    expect(await paper.store.recount({ repair: true })).toMatchObject({ articles: 1, drift: [] })
  } finally {
    await deciding.end()
  }
})

test('totals by status follow every move, and recount mends them', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published')
  const held = await placed(paper.store, 'held')
  const totals = async () => (await paper.store.moderation.totals()).map(({ status, count }) => `${count} ${status}`)
  expect(await totals()).toEqual(['1 held', '1 published'])
  await paper.store.comments.decide({
    siteId: 'paper',
    actor: { kind: 'moderator', name: 'ada' },
    action: 'reject',
    moves: [moveOf(held, 'rejected')],
  })
  await paper.store.comments.submit(draftOf())
  expect(await totals()).toEqual(['1 pending', '1 published', '1 rejected'])

  await rowsOf(paper.url, `update standing set number = 7 where status in ('held', 'published')`)
  expect(await paper.store.recount()).toMatchObject({ totalsWrong: 2 })
  expect(await paper.store.recount({ repair: true })).toMatchObject({ totalsWrong: 2 })
  expect(await paper.store.recount()).toMatchObject({ totalsWrong: 0 })
  expect(await totals()).toEqual(['1 pending', '1 published', '1 rejected'])
})

test('a repair tells of its revision only once it stands', async () => {
  await using paper = await freshStore()
  const told: number[] = []
  await using store = createStore({
    url: paper.url,
    poolSize: 1,
    onRevision: (_site, revision) => void told.push(revision),
  })
  await placed(paper.store, 'published')
  const drift = 'update article set published_count = 7'
  await rowsOf(paper.url, drift)
  await rowsOf(
    paper.url,
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not to be'; end $$;
     create constraint trigger refuse after update on site deferrable initially deferred for each row execute function refuse()`,
  )
  await expect(store.recount({ repair: true })).rejects.toThrow('not to be')
  expect(told).toEqual([])
  await rowsOf(paper.url, 'drop trigger refuse on site')
  expect(await store.recount({ repair: true })).toMatchObject({ drift: [{ stored: 7, derived: 1 }] })
  expect(told).toHaveLength(1)
})

test('a total that is too small stops no decision', async () => {
  await using paper = await freshStore()
  const held = await placed(paper.store, 'held')
  await rowsOf(paper.url, `update standing set number = 0 where status = 'held'`)
  await byModerator(paper.store, [moveOf(held, 'published')])
  expect((await paper.store.moderation.show('paper', held))?.comment.status).toBe('published')
})

test('a count can never be written below zero', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published')
  await expect(rowsOf(paper.url, 'update article set published_count = -1')).rejects.toThrow(/check constraint/)
})

test('pages by keyset have neither gaps nor doubles while comments arrive', async () => {
  await using paper = await freshStore()
  for (let at = 0; at < 12; at += 1) await placed(paper.store, 'published', { body: `n${at}` })
  for (const sort of ['old', 'new'] as const) {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await paper.store.comments.listVisible({
        siteId: 'paper',
        articleKey: 'news-1',
        sort,
        after,
        limit: 5,
      })
      seen.push(...page.comments.map(({ id }) => id))
      if (seen.length === 5) await placed(paper.store, 'published', { body: 'late' })
      after = page.next
    } while (after !== undefined)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(sort === 'old' ? seen.toSorted() : seen.toSorted().toReversed())
  }
})

test('an alias that a first comment makes an article of its own in the same moment leads to that article alone', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published', { articleKey: 'a' })
  const writing = new Client({ connectionString: paper.url })
  await writing.connect()
  try {
    await writing.query(`begin; insert into article (site_id, key) values ('paper', 'x')`)
    await paper.store.articles.set('paper', 'a', { aliases: ['x', 'y'] })
    await writing.query('commit')
  } finally {
    await writing.end()
  }
  const shown = await placed(paper.store, 'published', { articleKey: 'x' })
  const { revision } = await paper.store.counts.read('paper', [])
  await placed(paper.store, 'published', { articleKey: 'a' })
  expect((await paper.store.counts.changes('paper', revision, 10)).changes).toMatchObject([
    { keys: ['a', 'y'], count: 2 },
  ])
  expect((await paper.store.counts.changes('paper', 0, 10, ['x'])).changes).toMatchObject([{ keys: ['x'], count: 1 }])
  const told = await paper.store.events.comments('paper', 0, revision + 1)
  expect(told.map(({ id, keys }) => [id === shown, keys])).toEqual([
    [false, ['a', 'y']],
    [true, ['x']],
    [false, ['a', 'y']],
  ])
})

test('an article’s new title or address is an event, once: what was written of it before is old', async () => {
  await using paper = await freshStore()
  await placed(paper.store, 'published')
  const at = async () => (await paper.store.counts.read('paper', [])).revision
  const before = await at()
  for (const title of ['The ferry', 'The ferry', 'The boat'])
    await paper.store.articles.set('paper', 'news-1', { title })
  expect(await at()).toBe(before + 2)
  await paper.store.articles.set('paper', 'news-1', { url: 'https://paper.example/boat', title: 'The boat' })
  await paper.store.articles.set('paper', 'news-1', { url: 'https://paper.example/boat' })
  expect(await at()).toBe(before + 3)
})

test('an article of very many comments moves to another in more than one statement', async () => {
  await using paper = await freshStore()
  const { url, store } = paper
  await placed(store, 'published', { articleKey: 'http' })
  await placed(store, 'published', { articleKey: 'https' })
  await rowsOf(
    url,
    `insert into comment (site_id, id, article_id, root_id, depth, idempotency_hash, body_hash, receipt_hash)
     select a.site_id, copy.id, a.id, copy.id, 0, sha256(copy.id::text::bytea), '', ''
     from article a, (select uuidv7() as id from generate_series(1, 10500)) copy where a.key = 'http'`,
  )
  await rowsOf(
    url,
    `create function refuse_many() returns trigger language plpgsql as $$ begin
       if (select count(*) from moved) > 6000 then raise 'too many at once'; end if; return null; end $$`,
  )
  await rowsOf(
    url,
    `create trigger refuse_many after update on comment referencing new table as moved
       for each statement execute function refuse_many()`,
  )
  expect(await store.articles.merge('paper', 'http', 'https')).toMatchObject({ key: 'https', publishedCount: 2 })
  const left = 'select article_id, count(*)::int as count from comment group by 1'
  expect(await rowsOf(url, left)).toMatchObject([{ count: 10_502 }])
  expect(await store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
})

test('a recount reads no comment more often for a deep thread beside it', async () => {
  await using paper = await freshStore()
  const { url, store } = paper
  const first = await placed(store, 'published')
  await rowsOf(
    url,
    `with recursive thread as (
      select c.article_id, c.id, c.id as parent_id, 0 as depth from comment c
      union all
      select article_id, uuidv7(), id, depth + 1 from thread where depth < 100
    ), answer as (
      select article_id, uuidv7() as id, id as parent_id, 1 as depth from comment, generate_series(1, 20000)
      union all
      select article_id, id, parent_id, depth from thread where depth > 0
    ) insert into comment (site_id, id, article_id, parent_id, root_id, depth, idempotency_hash, body_hash, receipt_hash)
      select 'paper', id, article_id, parent_id, $1, depth, sha256(id::text::bytea), '', '' from answer`,
    [first],
  )
  await rowsOf(url, 'vacuum analyze comment')
  const before = await commentsRead(store, url)
  await using fresh = createStore({ url })
  expect(await fresh.recount()).toEqual({ articles: 1, drift: [], visibleWrong: 0, totalsWrong: 0 })
  const read = (await commentsRead(fresh, url)) - before
  expect(read).toBeGreaterThan(20_000)
  expect(read).toBeLessThan(200_000)
})
