import { migrate } from '@parley/store'
import { expect, test } from 'vitest'
import { takeBackTo } from '../support/older-database.ts'
import { freshStore, hashOf, placed, rowsOf, type FreshStore } from '../support/store.ts'

const fill = (paper: FreshStore, kind: string, number: number, until?: Date) =>
  rowsOf(
    paper.url,
    `insert into ban (site_id, id, kind, value, until, set_by)
     select 'paper', gen_random_uuid(), $1, 'some-' || g || '.example', $3, 'ada' from generate_series(1, $2::int) g`,
    [kind, number, until ?? null],
  )

const ban = (paper: FreshStore, kind: 'author' | 'host' | 'phrase', value: string) =>
  paper.store.moderation.bans.add({ siteId: 'paper', kind, value, by: 'ada' })

test('a ban is met however many others a site has', async () => {
  await using paper = await freshStore()
  for (const kind of ['author', 'host', 'phrase']) await fill(paper, kind, 10_000)
  const authorKey = hashOf('author')
  await ban(paper, 'author', authorKey)
  await ban(paper, 'host', 'spam.test')
  await ban(paper, 'host', 'pam.test')
  const mine = await placed(paper.store, 'pending', { authorKey })
  const linking = await placed(paper.store, 'pending', { hosts: ['a.b.spam.test', 'www.fine.test'] })
  const other = await placed(paper.store, 'pending', { authorKey: hashOf('other') })
  const pending = await paper.store.comments.findPending('paper', [mine, linking, other])
  const facts = await paper.store.facts.gather(pending, new Map())
  const met = (id: string) => facts.get(id)?.bans.filter(({ kind }) => kind !== 'phrase')
  expect(met(mine)).toEqual([{ kind: 'author', value: authorKey }])
  expect(met(linking)).toEqual([{ kind: 'host', value: 'spam.test' }])
  expect(met(other)).toEqual([])
  expect(facts.get(other)?.bans).toHaveLength(10_000)
})

test('bans from before www. and ports were left out of them are met', async () => {
  await using paper = await freshStore()
  for (const host of ['www.spam.example', 'ads.example:8443', 'www.com']) await ban(paper, 'host', host)
  const lacking = await takeBackTo(paper.url, '0018-ban-hosts')
  expect(await migrate(paper.url)).toEqual(lacking)
  expect(await rowsOf(paper.url, 'select value from ban order by value')).toEqual(
    ['ads.example', 'spam.example', 'www.com'].map((value) => ({ value })),
  )
  const id = await placed(paper.store, 'pending', { hosts: ['shop.spam.example'], body: 'At shop.spam.example/x.' })
  const pending = await paper.store.comments.findPending('paper', [id])
  expect((await paper.store.facts.gather(pending, new Map())).get(id)?.bans).toMatchObject([{ kind: 'host' }])
})

test('no more phrases are taken than are looked for', async () => {
  await using paper = await freshStore()
  await fill(paper, 'phrase', 500, new Date(0))
  await fill(paper, 'phrase', 1_998)
  const added = await Promise.all(['one', 'two', 'three', 'four'].map((value) => ban(paper, 'phrase', value)))
  expect(added.filter((one) => one === 'too-many')).toHaveLength(2)
  expect(await ban(paper, 'host', 'spam.test')).toMatchObject({ kind: 'host' })
  const last = added.find((one) => one !== 'too-many')
  await paper.store.moderation.bans.remove('paper', last?.id ?? '')
  expect(await ban(paper, 'phrase', 'five')).toMatchObject({ value: 'five' })
})

test('every ban is listed once, oldest first, a page at a time, and no other site’s', async () => {
  await using paper = await freshStore()
  const made: string[] = []
  for (let number = 1; number <= 7; number += 1) {
    const added = await ban(paper, 'host', `spam-${number}.test`)
    if (added !== 'too-many') made.push(added.id)
  }
  await paper.store.sites.add({ id: 'other', name: 'Other', hosts: ['other.example'] })
  await paper.store.moderation.bans.add({ siteId: 'other', kind: 'host', value: 'spam.test', by: 'bob' })
  const pages: string[][] = []
  for (let after: string | undefined; ;) {
    const { items, next } = await paper.store.moderation.bans.list({ siteId: 'paper', after, limit: 3 })
    pages.push(items.map(({ id }) => id))
    if (next === undefined) break
    after = next
  }
  expect(pages).toEqual([made.slice(0, 3), made.slice(3, 6), made.slice(6)])

  const [over, ...standing] = made
  await rowsOf(paper.url, `update ban set until = now() - interval '1 second' where id = $1`, [over])
  expect((await paper.store.moderation.bans.standing('paper')).map(({ id }) => id)).toEqual(standing)
  expect((await paper.store.moderation.bans.list({ siteId: 'paper', limit: 1 })).items.map(({ id }) => id)).toEqual([
    over,
  ])
})
