import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { raw } from './api-raw.ts'
import { query } from '../support/embedded.ts'
import { folderWithCluster } from '../support/made-cluster.ts'
import { identifiers, plantEverywhere } from '../support/planting.ts'
import { startStandalone } from '../support/processes.ts'
import { freshRedis, type FreshRedis } from '../support/redis.ts'
import { filesBelow, findIn, formsOf, textOfTables } from '../support/search-bytes.ts'
import { parley } from '../support/standalone.ts'
import { until } from '../support/until.ts'

const admin = 'the-admin-token-of-this-test'
const said = 'The quay was empty when the last ferry left.'

const accepted = async (url: string, body: string) => {
  const answer = await fetch(`${url}/v1/sites/paper/comments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ article: { key: 'quay' }, author: { name: 'Planted Author' }, body }),
  })
  const { comment, receipt } = (await answer.json()) as { comment: { id: string }; receipt: string }
  return { id: comment.id, receipt }
}

/** All that a Redis would leave on a disk: a dump, and its log rewritten and since. */
const diskOf = async ({ url, folder }: FreshRedis): Promise<[string, Buffer][]> => {
  await using stack = new AsyncDisposableStack()
  const redis = new Redis(url)
  stack.defer(() => redis.disconnect())
  await redis.config('SET', 'rdbcompression', 'no')
  await redis.config('SET', 'appendonly', 'yes')
  await until('the log is written', async () => /aof_rewrite_in_progress:0/.test(await redis.info('persistence')))
  await redis.save()
  return filesBelow(folder)
}

/** Has PostgreSQL refuse a comment with an error that quotes the whole row. */
const breakInside = async (databaseUrl: string, url: string): Promise<void> => {
  await query(databaseUrl, `alter table comment add constraint planted check (site_id <> 'paper') not valid`)
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': identifiers[0],
    'user-agent': identifiers[4],
  }
  const body = JSON.stringify({ article: { key: 'quay' }, body: 'Refused inside.' })
  const answer = await fetch(`${url}/v1/sites/paper/comments`, { method: 'POST', headers, body })
  expect(answer.status).toBe(500)
  await query(databaseUrl, 'alter table comment drop constraint planted')
}

test('who holds the disks learns no address, e-mail or user agent: tables, write-ahead log, Redis, logs, a backup', async () => {
  await using folder = await folderWithCluster()
  await using queue = await freshRedis({ config: { appendfsync: 'always', rdbcompression: 'no' } })
  await using cache = await freshRedis({ config: { appendonly: 'no' } })
  const data = join(folder.path, 'data')
  const limits = Object.fromEntries(
    ['READ', 'WRITE', 'GUARDED', 'BAD_TOKEN'].map((kind) => [`RATE_LIMIT_${kind}`, '999999/60']),
  )
  const stores = { QUEUE_URL: queue.url, CACHE_URL: cache.url }
  const env = { ...stores, ...limits, LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.1', PARLEY_TOKEN: admin }
  await using parent = await startStandalone({ dir: data, env })
  const own = { PARLEY_DATA: data }
  await parley(['site', 'add', 'paper', '--host', 'paper.example', '--mode', 'pre'], own)
  const { databaseUrl } = JSON.parse(
    (await filesBelow(data)).find(([path]) => path === 'running.json')?.[1].toString() ?? '{}',
  ) as { databaseUrl: string }
  await until('the site is known', async () => (await fetch(`${parent.url}/v1/sites/paper/challenge`)).ok)

  let nth = 0
  const seen = await plantEverywhere(parent.url, async () => {
    const { id, receipt } = await accepted(parent.url, `${said} ${(nth += 1)}`)
    return { site: 'paper', comment: id, receipt, admin }
  })
  for (const status of [200, 202, 303, 400, 401, 404, 415])
    expect([status, seen.get(status) ?? 0]).not.toEqual([status, 0])
  await raw(parent.port, `GET /${identifiers[3]} HTTP/1.1\r\nHost: ${identifiers[0]}\r\nHost: b\r\n\r\n`)
  await raw(parent.port, `${identifiers[3]} ${identifiers[0]}\r\n\r\n`)
  await breakInside(databaseUrl, parent.url)
  await until('the fault is logged', () => parent.lines.some((line) => line.includes('"event":"http.fault"')))
  await until('the checks have decided', async () => {
    const [waits] = await query(databaseUrl, `select count(*)::int as n from comment where version_status = 'pending'`)
    return waits?.['n'] === 0
  })

  await query(databaseUrl, 'checkpoint')
  const backup = join(folder.path, 'backup')
  expect(await parley(['backup', backup], own)).toMatchObject({ code: 0 })
  const places = new Map<string, [string, Buffer][]>([
    ['tables', [['all', Buffer.from(await textOfTables(databaseUrl))]]],
    ['data', await filesBelow(data)],
    ['queue', await diskOf(queue)],
    ['cache', await diskOf(cache)],
    ['log', [['all', Buffer.from(parent.lines.join('\n'))]]],
    ['backup', await filesBelow(backup)],
  ])
  for (const [name, files] of places) expect([name, findIn(files, identifiers)]).toEqual([name, []])

  // The search does find what is there: else all of the above would say nothing.
  const holds = (name: string, path: RegExp, text: string) =>
    (places.get(name) ?? []).some(([file, bytes]) => path.test(file) && bytes.includes(text))
  expect(holds('tables', /all/, said)).toBe(true)
  expect(holds('data', /cluster\/base\//, said)).toBe(true)
  expect(holds('data', /pg_wal\//, said)).toBe(true)
  expect(holds('backup', /cluster\/base\//, said)).toBe(true)
  expect(holds('backup', /pg_wal\/[0-9A-F]{24}$/, '')).toBe(true)
  expect(holds('queue', /\.aof$/, 'moderate')).toBe(true)
  expect(holds('queue', /\.rdb$/, 'moderate')).toBe(true)
  expect(holds('cache', /\.rdb$/, 'REDIS')).toBe(true)
  expect(holds('log', /all/, '/v1/receipts/:receipt')).toBe(true)
  expect(formsOf(identifiers[0])).toContain('198.51.100.77')
}, 300_000)

/** The tables in which nothing stands that a reader wrote, or that is derived from it. */
const withoutReaders = (
  'article article_alias article_set ban event kysely_migration kysely_migration_lock model_action model_request ' +
  'moderator_token rule_set secret sign_in_key site site_learning standing wave wave_ruling'
).split(' ')

test('what an author deletes is in no table and no sample at once, and after a scrub in no file', async () => {
  await using folder = await folderWithCluster()
  const data = join(folder.path, 'data')
  const own = { PARLEY_DATA: data }
  await using parent = await startStandalone({ dir: data, env: { PARLEY_TOKEN: admin, RATE_LIMIT_WRITE: 'off' } })
  await parley(['site', 'add', 'paper', '--host', 'paper.example', '--mode', 'pre'], own)
  const { databaseUrl } = JSON.parse(
    (await filesBelow(data)).find(([path]) => path === 'running.json')?.[1].toString() ?? '{}',
  ) as { databaseUrl: string }
  await until('the site is known', async () => (await fetch(`${parent.url}/v1/sites/paper/challenge`)).ok)

  const others = Array.from({ length: 40 }, (_, nth) => accepted(parent.url, `Another remark, number ${nth}, stays.`))
  await Promise.all(others)
  const { id, receipt } = await accepted(parent.url, said)
  const json = { 'content-type': 'application/json', authorization: `Bearer ${admin}` }
  const send = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(parent.url + path, { method, headers: json, body: JSON.stringify(body) })
    await answer.arrayBuffer()
    return answer.status
  }
  const words = [
    said,
    'Second words of hers: planted-host.example.',
    'A note on it.',
    'A complaint of it.',
    'Why, I ask.',
    'Planted Author',
  ]
  const decide = (action: string, more: object = {}) =>
    send('POST', '/v1/moderation/decisions', { comments: [{ site: 'paper', id, version: 1 }], action, ...more })
  expect(await decide('approve')).toBe(200)
  expect(await send('POST', `/v1/sites/paper/comments/${id}/reports`, { reason: 'spam', note: words[3] })).toBe(202)
  expect(await decide('remove', { reason: 'spam', note: words[2] })).toBe(200)
  expect(await send('POST', `/v1/receipts/${receipt}/appeal`, { text: words[4] })).toBe(202)
  expect(await send('PATCH', `/v1/receipts/${receipt}`, { body: words[1] })).toBe(202)
  await query(databaseUrl, 'analyze')
  const written = [said, ...words.slice(1, 5), 'planted-host.example']
  const samples = async () =>
    (await query(databaseUrl, `select coalesce(string_agg(s::text, ' '), '') as all from pg_stats s`))[0]?.[
      'all'
    ] as string
  const left = (text: string) => written.filter((words) => text.includes(words))
  expect(left(await textOfTables(databaseUrl))).toEqual(written)

  // Files of the log that hold it are kept for later use, under names to come.
  for (let file = 0; file < 3; file += 1) {
    await query(databaseUrl, 'select pg_switch_wal()')
    await query(databaseUrl, 'checkpoint')
  }
  expect(await send('DELETE', `/v1/receipts/${receipt}`, undefined)).toBe(204)
  expect(left(await textOfTables(databaseUrl))).toEqual([])
  expect(left(await samples())).toEqual([])
  const onDisk = async () => findIn(await filesBelow(data), written)
  expect(await onDisk()).not.toEqual([]) // as the README says: freed space and the log keep it for a while

  const files = async () =>
    query(
      databaseUrl,
      `select relname as name, relfilenode as file from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    )
  const before = new Map((await files()).map(({ name, file }) => [name, file]))
  const settings = async () => (await query(databaseUrl, 'select pg_conf_load_time() as read'))[0]
  const readAt = await settings()
  const setAside = join(data, 'postgres/cluster.before-20261130120000')
  await mkdir(setAside)
  const scrubbed = await parley(['scrub'], own)
  expect(scrubbed).toMatchObject({ code: 0, out: expect.stringMatching(/holds nothing older/) })
  expect(scrubbed.out).toContain(`${setAside} was set aside by a restore and holds what was erased since`)
  expect(await settings()).toEqual(readAt) // it sets none, which it would leave behind when it is killed
  const kept = (await files()).filter(({ name, file }) => before.get(name) === file).map(({ name }) => String(name))
  expect(kept.toSorted()).toEqual(withoutReaders)
  await until('no file holds it', async () => (await onDisk()).length === 0, { timeoutMs: 30_000, everyMs: 500 })
  expect(await parley(['recount'], own)).toMatchObject({ code: 0 })
  expect(left(await textOfTables(databaseUrl))).toEqual([])
  expect(await textOfTables(databaseUrl)).toContain('Another remark, number 7, stays.')
}, 240_000)
