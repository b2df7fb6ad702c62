import { expect, test } from 'vitest'
import { freshStore, rowsOf } from '../support/store.ts'

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
