import { createStore, rememberRevisions, type Store } from '@parley/store'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { query } from '../support/embedded.ts'
import { freePort } from '@parley/embedded'
import { startReplicated, type Replicated } from '../support/replica.ts'
import { startApi } from '../support/processes.ts'
import { byChecks, draftOf, moveOf, placed } from '../support/store.ts'
import { startProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'

let servers: Replicated
let sites = 0
let siteId = ''

beforeAll(async () => {
  servers = await startReplicated()
})
afterAll(() => servers[Symbol.asyncDispose]())
beforeEach(async () => {
  siteId = `site-${(sites += 1)}`
  await using other = createStore({ url: servers.primary.url, poolSize: 1 })
  await other.sites.add({ id: siteId, name: siteId, hosts: [] })
})

/** A store that reads from the replica, which is in use when this answers. */
const readingStore = async (url = servers.replica.url) => {
  const changes: boolean[] = []
  const known = rememberRevisions()
  const read = { url, known, onChange: (used: boolean) => void changes.push(used) }
  const store = createStore({ url: servers.primary.url, poolSize: 3, read })
  await until('the replica is read', () => changes.at(-1) === true)
  return { store, known, changes, [Symbol.asyncDispose]: store.close }
}

const page = (store: Store) => store.comments.listVisible({ siteId, articleKey: 'news-1', sort: 'old', limit: 100 })
const idsOn = async (store: Store): Promise<string[]> => (await page(store)).comments.map(({ id }) => id)

/** How many connections of a server were last used to read a page. */
const pagesReadAt = async (url: string): Promise<number> =>
  (
    await query(
      url,
      `select from pg_stat_activity where application_name = 'parley' and query like '%json_agg%' and pid <> pg_backend_pid()`,
    )
  ).length

test('pages and feeds are read from the replica', async () => {
  await using reading = await readingStore()
  const id = await placed(reading.store, 'published', { siteId })
  await until('the replica answers with the comment', async () => {
    expect(await idsOn(reading.store)).toEqual([id])
    return (await pagesReadAt(servers.replica.url)) > 0
  })
  const before = await pagesReadAt(servers.primary.url)
  const { publishedCount, revision } = await page(reading.store)
  expect([publishedCount, revision]).toEqual([1, 1])
  expect(await pagesReadAt(servers.primary.url)).toBeLessThanOrEqual(before)
  const [latest] = await reading.store.comments.listLatest({ siteId, limit: 5 })
  expect(latest?.id).toBe(id)
})

test('nobody is shown less than this process was told of, while the replica still counts as fresh', async () => {
  await using reading = await readingStore()
  await using other = createStore({ url: servers.primary.url, poolSize: 1 })
  await placed(reading.store, 'published', { siteId })
  await servers.pause()
  try {
    for (let turn = 0; turn < 20; turn += 1) {
      const own = await placed(reading.store, 'published', { siteId })
      expect(await idsOn(reading.store)).toContain(own)
      const nudged = await placed(other, 'pending', { siteId })
      const { revision } = await byChecks(other, [moveOf(nudged, 'published')], siteId)
      reading.known.note(siteId, revision)
      const seen = await page(reading.store)
      expect(seen.comments.map(({ id }) => id)).toContain(nudged)
      expect(seen.revision).toBeGreaterThanOrEqual(revision)
    }
  } finally {
    await servers.resume()
  }
})

test('what a count has told, a page does not take back', async () => {
  await using reading = await readingStore()
  await using other = createStore({ url: servers.primary.url, poolSize: 1 })
  await servers.pause()
  try {
    for (let turn = 1; turn <= 10; turn += 1) {
      await placed(other, 'published', { siteId })
      const { counts } = await reading.store.counts.read(siteId, ['news-1'])
      expect((await page(reading.store)).publishedCount).toBe(counts.get('news-1')?.count)
    }
  } finally {
    await servers.resume()
  }
})

test('a replica that falls behind is left within two seconds, and read again when it has caught up', async () => {
  await using reading = await readingStore()
  await using other = createStore({ url: servers.primary.url, poolSize: 1 })
  await servers.pause()
  try {
    const unheard = await placed(other, 'published', { siteId })
    const seen = async () => (await idsOn(reading.store)).includes(unheard)
    await until('the comment is seen all the same', seen, { timeoutMs: 2_000 })
    await until('it is left', () => reading.changes.at(-1) === false)
  } finally {
    await servers.resume()
  }
  await until('the replica is read again', () => reading.changes.at(-1) === true)
})

test('under steady writing a replica that keeps up is read', async () => {
  await using reading = await readingStore()
  await using other = createStore({ url: servers.primary.url, poolSize: 2 })
  let writing = true
  let written = 0
  const write = async () => {
    while (writing) await other.comments.submit(draftOf({ siteId })).then(() => (written += 1))
  }
  const writers = [write(), write()]
  await until('much was written', () => written > 500)
  await until('the replica is read', () => reading.changes.at(-1) === true)
  writing = false
  await Promise.all(writers)
})

test('a replica that is away, or takes connections and answers nothing, fails no reader', async () => {
  const { port } = new URL(servers.replica.url)
  await using proxy = await startProxy(() => Number(port))
  const url = new URL(servers.replica.url)
  url.port = String(proxy.port)
  await using reading = await readingStore(url.href)
  const id = await placed(reading.store, 'published', { siteId })
  for (const fault of [{ closed: true }, { stalled: true }]) {
    proxy.set(fault)
    if (fault.closed) proxy.cut()
    const asked = performance.now()
    expect(await Promise.all(Array.from({ length: 8 }, () => idsOn(reading.store)))).toEqual(Array(8).fill([id]))
    expect(performance.now() - asked).toBeLessThan(4_000)
    await until('it is left', () => reading.changes.at(-1) === false)
    proxy.set()
    await until('it is read again', () => reading.changes.at(-1) === true)
    expect(await idsOn(reading.store)).toEqual([id])
  }
})

test('a server that is no replica is never read', async () => {
  const known = rememberRevisions()
  const changes: unknown[] = []
  const onChange = (...change: unknown[]) => void changes.push(change)
  const read = { url: servers.primary.url, known, onChange }
  await using store = createStore({ url: servers.primary.url, read })
  const id = await placed(store, 'published', { siteId })
  await until('it is told of, once', async () => {
    expect(await idsOn(store)).toEqual([id])
    return changes.length > 0
  })
  const end = performance.now() + 1_000
  while (performance.now() < end) expect(await idsOn(store)).toEqual([id])
  expect(changes).toEqual([[false, 'it is no replica']])
})

test('the api says when it reads from its replica, and starts without one', async () => {
  const databaseUrl = servers.primary.url
  const env = { DATABASE_READ_URL: servers.replica.url }
  await using api = await startApi({ databaseUrl, queueUrl: databaseUrl, env })
  await until('the replica is read', () => api.logged('store.replica-read').length > 0)
  await until('a page was read there', async () => {
    expect((await fetch(`${api.url}/v1/sites/${siteId}/comments?article=${Math.random()}`)).status).toBe(200)
    return (await pagesReadAt(servers.replica.url)) > 0
  })

  const nowhere = { DATABASE_READ_URL: `postgres://u:p@127.0.0.1:${await freePort()}/none` }
  await using alone = await startApi({ databaseUrl, queueUrl: databaseUrl, env: nowhere })
  expect((await fetch(`${alone.url}/v1/sites/${siteId}/comments?article=news-1`)).status).toBe(200)
  await until('it says so', () => alone.logged('store.replica-left').length > 0)
  expect(alone.logged('store.replica-left')).toMatchObject([{ why: 'it cannot be asked (ECONNREFUSED)' }])
  expect(alone.logged('store.replica-read')).toEqual([])
})
