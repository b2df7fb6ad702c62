import { randomUUID } from 'node:crypto'
import { createStore, isStoreAway, migrate } from '@parley/store'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { takeBackTo } from '../support/older-database.ts'
import { draftOf, freshStore, placed, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

test('a migration that waits for a backup keeps nobody else waiting for more than seconds', async () => {
  await using db = await freshStore()
  const lacking = await takeBackTo(db.url, '0017-key-host')
  const backup = new pg.Client({ connectionString: db.url })
  await backup.connect()
  await backup.query('begin')
  await backup.query('select count(*) from site') // as pg_dump: for as long as it takes
  const waits = vi.fn()
  const migrated = migrate(db.url, { onWait: waits })
  await until(
    'the migration waits',
    async () => (await rowsOf(db.url, 'select from pg_locks where not granted')).length > 0,
  )
  const reader = new pg.Client({ connectionString: db.url, query_timeout: 10_000 })
  await reader.connect()
  expect((await reader.query('select id from site')).rowCount).toBe(1)
  await reader.end()
  await until('it is said that it waits', () => waits.mock.calls.length === 1)
  await backup.query('commit')
  await backup.end()
  expect(await migrated).toEqual(lacking)
})

test('who may not write the tables anew is told so, and not that they were', async () => {
  await using db = await freshStore()
  await placed(db.store, 'published')
  const role = `clerk_${randomUUID().replaceAll('-', '')}`
  await rowsOf(db.url, `create role ${role} login password 'clerk'`)
  await rowsOf(db.url, `grant select, insert, update, delete on all tables in schema public to ${role}`)
  const url = Object.assign(new URL(db.url), { username: role, password: 'clerk' }).href
  const store = createStore({ url, poolSize: 2 })
  try {
    await expect(store.scrub()).rejects.toThrow(/owner of the tables: .*comment_text/)
  } finally {
    await store.close()
    await rowsOf(db.url, `drop owned by ${role}`)
    await rowsOf(db.url, `drop role ${role}`)
  }
  expect((await db.store.scrub()).tables).toContain('comment_text')
})

test('a database that only reads is away for who writes', async () => {
  await using db = await freshStore()
  const url = new URL(db.url)
  url.searchParams.set('options', '-c default_transaction_read_only=on')
  await using store = createStore({ url: url.href, poolSize: 1 })
  const fault = await store.comments.submit(draftOf()).catch((error: unknown) => error)
  expect(isStoreAway(fault)).toBe(true)
})

test('what a newer Parley migrated is refused as that, and left as it is', async () => {
  await using db = await freshStore()
  await rowsOf(db.url, "insert into kysely_migration values ('9999-later', '2030-01-01')")
  await expect(migrate(db.url)).rejects.toThrow(/^a newer Parley migrated this database \(9999-later\): run that one/)
  expect(await rowsOf(db.url, "select name from kysely_migration where name = '9999-later'")).toHaveLength(1)
})

test('two schemas of one database, and a third with another program’s migrations, have a Parley each', async () => {
  await using database = await freshDatabase({ empty: true })
  await rowsOf(database.url, 'create table kysely_migration (name text); create table kysely_migration_lock (id text)')
  for (const schema of ['one', 'two']) {
    await rowsOf(database.url, `create schema ${schema}`)
    const url = Object.assign(new URL(database.url), { search: `options=-c%20search_path%3D${schema}` }).href
    await using store = createStore({ url, poolSize: 1 })
    expect(await store.migrations.pending()).toEqual(await migrate(url))
    expect(await store.migrations.pending()).toEqual([])
    expect(await store.sites.list()).toEqual([])
    await store.sites.add({ id: 'paper', name: 'The Paper', hosts: [] })
  }
})

/** A server whose owner set, for every program alike, what Parley cannot do with. */
const setFor = async (url: string, ...settings: string[]): Promise<void> => {
  const name = new URL(url).pathname.slice(1)
  for (const setting of settings) await rowsOf(url, `alter database ${name} set ${setting}`)
}

test('a time-out that the owner set for statements ends no recount and no migration', async () => {
  await using database = await freshDatabase({ empty: true })
  await setFor(database.url, 'statement_timeout = 1')
  expect(await migrate(database.url)).toContain('0001-first')
  await using store = createStore({ url: database.url, poolSize: 2 })
  expect((await store.recount()).drift).toEqual([])
})

test('where transactions see one snapshot by default, decisions behind each other’s locks still agree', async () => {
  await using db = await freshStore()
  await setFor(db.url, `default_transaction_isolation = 'repeatable read'`)
  const decided = Array.from({ length: 4 }, async () => {
    await using store = createStore({ url: db.url, poolSize: 2 })
    for (let round = 0; round < 40; round += 1) await placed(store, 'published')
  })
  await Promise.all(decided)
  expect((await db.store.counts.read(db.siteId, ['news-1'])).counts.get('news-1')?.count).toBe(160)
})

test('dates are read as they were written where the server writes them another way', async () => {
  await using db = await freshStore()
  await setFor(db.url, `datestyle = 'German, DMY'`)
  await using store = createStore({ url: db.url, poolSize: 1 })
  await store.tokens.add({ name: 'ada', role: 'reader', hash: 'ada' })
  const [token] = await store.tokens.list()
  expect(token?.createdAt.getFullYear()).toBeGreaterThan(2000)
})
