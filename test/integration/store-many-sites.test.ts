import { expect, test } from 'vitest'
import { freshStore, placed, rowsOf } from '../support/store.ts'

test('a process may follow more sites than a statement takes parameters, and looks at them by one statement', async () => {
  await using db = await freshStore({ poolSize: 1 })
  const many = Array.from({ length: 70_000 }, (_, nth) => `s${nth}`)
  for (const sites of [[db.siteId], [db.siteId, 'other'], [...many, db.siteId]]) {
    expect((await db.store.sites.revisions(sites)).get(db.siteId)).toEqual({ revision: 0, epoch: 1 })
  }
  const [last] = await rowsOf<{ query: string }>(
    db.url,
    `select query from pg_stat_activity where application_name = 'parley' and datname = current_database()`,
  )
  expect(last?.query).toContain('any($1::text[])')
})

test('a sample of counts looks at a thousand sites however many there are, and at all of few', async () => {
  await using db = await freshStore()
  await placed(db.store, 'published')
  expect(await db.store.recount({ sample: 50 })).toMatchObject({ articles: 1, drift: [] })
  await rowsOf(db.url, `insert into site (id, name) select 's' || n, 'a site' from generate_series(1, 1500) n`)
  await rowsOf(
    db.url,
    `insert into article (site_id, key, published_count) select id, 'news', case when id = 'paper' then 0 else 1 end from site`,
  )
  const { articles, drift } = await db.store.recount({ sample: 50 })
  expect([articles, drift.length].map((some) => some >= 999 && some <= 1_001)).toEqual([true, true])
  const { drift: all } = await db.store.recount()
  expect(all).toHaveLength(1_500)
})
