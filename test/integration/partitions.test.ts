import { migrate, PartitionRefused } from '@parley/store'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { draftOf, freshStore, placed, rowsOf } from '../support/store.ts'

const PARTITIONS = 4

/** All that makes up the tables of sites, but for how they are laid out. */
const shapeOf = (url: string) =>
  rowsOf<{ what: string }>(
    url,
    `with mine as (
      select oid, relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname not like 'kysely%'
    )
    select format('%s.%s %s %s %s %s', relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attstattarget) as what
      from pg_attribute join mine on mine.oid = attrelid where attnum > 0 and not attisdropped
    union all
    select format('%s.%s %s', relname, conname, pg_get_constraintdef(k.oid))
      from pg_constraint k join mine on mine.oid = conrelid where k.conparentid = 0
    union all
    select format('%s: %s', relname, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON '))
      from pg_index join mine on mine.oid = indrelid
    union all
    select format('%s.%s default %s', relname, a.attname, pg_get_expr(adbin, adrelid))
      from pg_attrdef join mine on mine.oid = adrelid join pg_attribute a on a.attrelid = adrelid and a.attnum = adnum
    order by 1`,
  )

test('a database in partitions has the columns, keys, indexes and references of another', async () => {
  await using whole = await freshDatabase()
  await using parted = await freshDatabase({ empty: true, partitions: PARTITIONS })
  expect(await shapeOf(parted.url)).toEqual(await shapeOf(whole.url))
})

test('every table that belongs to sites is parted, and each partition is stored as the table was', async () => {
  await using whole = await freshDatabase()
  await using parted = await freshDatabase({ empty: true, partitions: PARTITIONS })
  const tables = await rowsOf<{ name: string; storage: string[] | null }>(
    whole.url,
    `select c.relname as name, c.reloptions as storage from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and a.attname = 'site_id' order by 1`,
  )
  const partitions = await rowsOf<{ name: string; storage: string[] | null; count: number }>(
    parted.url,
    `select p.relname as name, c.reloptions as storage, count(*)::int as count
     from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     where p.relkind = 'p' group by 1, 2 order by 1`,
  )
  expect(partitions).toEqual(tables.map((table) => ({ ...table, count: PARTITIONS })))
})

test('the rows of sites lie apart, and what is asked of one site looks at its partition only', async () => {
  await using db = await freshStore({ partitions: PARTITIONS })
  const sites = Array.from({ length: 12 }, (_, nth) => `site-${nth}`)
  for (const id of sites) {
    await db.store.sites.add({ id, name: id, hosts: [] })
    await placed(db.store, 'published', { siteId: id })
    expect((await db.store.counts.read(id, ['news-1'])).counts.get('news-1')?.count).toBe(1)
  }
  const spread = await rowsOf<{ place: string }>(
    db.url,
    'select distinct tableoid::regclass::text as place from comment',
  )
  expect(spread).toHaveLength(PARTITIONS)
  const plan = await rowsOf<{ 'QUERY PLAN': string }>(
    db.url,
    `explain (costs off) select * from comment where site_id = 'site-1' and visible order by id`,
  )
  expect(new Set(plan.flatMap((line) => /comment_\d/.exec(line['QUERY PLAN'])?.[0] ?? [])).size).toBe(1)
})

test('an idempotency key is taken once, on whichever partition', async () => {
  await using db = await freshStore({ partitions: PARTITIONS })
  const draft = draftOf()
  const answers = await Promise.all([1, 2, 3].map(() => db.store.comments.submit(draft)))
  expect(answers.map((answer) => answer.kind === 'accepted' && answer.id)).toEqual([draft.id, draft.id, draft.id])
  expect(await rowsOf(db.url, 'select from comment')).toHaveLength(1)
})

test('partitions are for a new database, and their number stays', async () => {
  await using parted = await freshDatabase({ empty: true, partitions: PARTITIONS })
  expect(await migrate(parted.url, { partitions: PARTITIONS })).toEqual([])
  expect(await migrate(parted.url)).toEqual([])
  await expect(migrate(parted.url, { partitions: 8 })).rejects.toThrow(PartitionRefused)
  await using used = await freshStore()
  await expect(migrate(used.url, { partitions: PARTITIONS })).rejects.toThrow('only a new one can be given partitions')
  await using fresh = await freshDatabase({ empty: true })
  await Promise.all([1, 2].map(() => migrate(fresh.url, { partitions: PARTITIONS })))
})

test.each(['Mixed Case', 'Forum'])('a schema is parted by the name that it has: %s', async (schema) => {
  await using database = await freshDatabase({ empty: true })
  await rowsOf(database.url, `create schema "${schema}"`)
  const path = encodeURIComponent(`-c search_path="${schema.replace(' ', '\\ ')}"`)
  await migrate(`${database.url}?options=${path}`, { partitions: PARTITIONS })
  const parted = await rowsOf<{ schema: string }>(
    database.url,
    `select distinct relnamespace::regnamespace::text as schema from pg_class where relkind = 'p'`,
  )
  expect(parted).toEqual([{ schema: `"${schema}"` }])
})

test('what was erased is taken off the disk of partitions too', async () => {
  await using db = await freshStore({ partitions: PARTITIONS })
  await placed(db.store, 'published', { facts: { networkRecent: 2, formMs: 448_663, plainForm: true } })
  const { tables } = await db.store.scrub()
  expect(tables).toContain('comment')
  expect(await rowsOf(db.url, 'select facts from comment')).toEqual([{ facts: { plainForm: true } }])
})
