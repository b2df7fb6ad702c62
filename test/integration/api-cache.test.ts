import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { freePort } from '@parley/embedded'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { startApi, startProcess } from '../support/processes.ts'
import { freshRedis, type FreshRedis } from '../support/redis.ts'
import { createStore } from '@parley/store'
import { until } from '../support/until.ts'
import { asking } from './api-client.ts'

const forgetful = { appendonly: 'no', save: '', 'maxmemory-policy': 'noeviction' }
const cacheRedis = () => freshRedis({ config: forgetful })
const body = { article: { key: 'welcome' }, body: 'A calm remark.' }

const withSite = async () => {
  const database = await freshDatabase()
  await using store = createStore({ url: database.url, poolSize: 1 })
  await store.sites.add({ id: 'paper', name: 'Paper', hosts: ['paper.example'] })
  return database
}

const startOn = (databaseUrl: string, cache: FreshRedis, env: Record<string, string> = {}) =>
  startApi({ databaseUrl, queueUrl: databaseUrl, env: { CACHE_URL: cache.url, ...env } })

test.each([
  ['writes a log to disk', { appendonly: 'yes' }, 'appendonly'],
  ['saves snapshots', { save: '60 1' }, 'save'],
  ['evicts', { 'maxmemory-policy': 'allkeys-lru' }, 'maxmemory-policy'],
])('a cache that %s is refused at the start, with what to set', async (_what, config, hint) => {
  await using database = await freshDatabase()
  await using cache = await freshRedis({ config: { ...forgetful, ...config } })
  const env = { DATABASE_URL: database.url, QUEUE_URL: database.url, CACHE_URL: cache.url, PORT: '0' }
  await using api = await startProcess({
    main: 'services/api/src/main.ts',
    env,
    ready: (one) => one.logged('service.stopping').length > 0,
  })
  expect((await api.ended).code).toBe(1)
  expect(api.lines.join('\n')).toContain('CACHE_URL cannot be used')
  expect(api.lines.join('\n')).toContain(hint)
})

test('a cache that comes back with other settings is told of, with what to set', async () => {
  await using database = await freshDatabase()
  await using cache = await cacheRedis()
  await using api = await startOn(database.url, cache)
  const client = new Redis(cache.url)
  await client.config('SET', 'save', '60 1')
  await client.call('CLIENT', 'KILL', 'TYPE', 'normal')
  const told = await until('it is told', () => api.logged('cache.unfit')[0])
  expect(told).toMatchObject({ level: 'error', err: { message: expect.stringContaining("set save ''") } })
  client.disconnect()
})

test('a cache that is the queue’s server is refused', async () => {
  await using database = await freshDatabase()
  await using cache = await cacheRedis()
  const env = { DATABASE_URL: database.url, QUEUE_URL: `${cache.url}/1`, CACHE_URL: cache.url, PORT: '0' }
  await using api = await startProcess({
    main: 'services/api/src/main.ts',
    env,
    ready: (one) => one.logged('service.stopping').length > 0,
  })
  expect((await api.ended).code).toBe(1)
  expect(api.lines.join('\n')).toContain('it is the server of QUEUE_URL')
})

test('with a cache an api starts while the queue’s Redis is away, and takes comments', async () => {
  await using database = await withSite()
  await using cache = await cacheRedis()
  const queueUrl = `redis://127.0.0.1:${await freePort()}`
  await using api = await startApi({ databaseUrl: database.url, queueUrl, env: { CACHE_URL: cache.url } })
  expect(api.logged('cache.queue-away')).toHaveLength(1)
  expect((await asking(api.url)('POST /v1/sites/paper/comments', { body })).status).toBe(202)
})

test('two processes share a limit through the cache, and the cache holds no address', async () => {
  await using database = await withSite()
  await using cache = await cacheRedis()
  const env = { RATE_LIMIT_WRITE: '4/60', TRUSTED_PROXIES: '127.0.0.1' }
  await using one = await startOn(database.url, cache, env)
  await using two = await startOn(database.url, cache, env)
  const statuses: number[] = []
  for (const { url } of [one, two, one, two, one, two]) {
    const headers = { 'x-forwarded-for': '198.51.100.77' }
    statuses.push((await asking(url)('POST /v1/sites/paper/comments', { body, headers })).status)
  }
  expect(statuses).toEqual([202, 202, 202, 202, 429, 429])
  const neighbour = { headers: { 'x-forwarded-for': '198.51.100.78' }, body }
  expect((await asking(two.url)('POST /v1/sites/paper/comments', neighbour)).status).toBe(202)

  using redis = connected(cache)
  const keys = await redis.client.keys('*')
  const values = await Promise.all(keys.map((key) => redis.client.get(key)))
  const lives = await Promise.all(keys.map((key) => redis.client.ttl(key)))
  expect(keys.some((key) => key.includes('velocity'))).toBe(true)
  const sha = createHash('sha256').update('198.51.100.77').digest('hex')
  expect([...keys, ...values].join('\n')).not.toMatch(new RegExp(`198\\.51|${sha}`))
  expect(lives.every((seconds) => seconds > 0)).toBe(true)
})

test('while the cache is away comments are taken, counted by the process alone; then the day’s secret is shared again', async () => {
  await using database = await withSite()
  await using cache = await cacheRedis()
  await using api = await startOn(database.url, cache, { RATE_LIMIT_WRITE: '3/60' })
  using redis = connected(cache)
  const secretKey = `parley:daily-secret:${Math.floor(Date.now() / 86_400_000)}`
  const secret = await redis.client.get(secretKey)
  expect(secret).toHaveLength(44)
  const ask = asking(api.url)
  expect((await ask('POST /v1/sites/paper/comments', { body })).status).toBe(202)
  await cache.kill()
  const answers = []
  for (let call = 0; call < 5; call += 1) answers.push((await ask('POST /v1/sites/paper/comments', { body })).status)
  expect(answers.filter((status) => status === 202).length).toBeGreaterThanOrEqual(2)
  expect(answers.filter((status) => status !== 202 && status !== 429)).toEqual([])
  expect(answers).toContain(429)
  await cache.restart({ empty: true })
  const again = await until('the secret is shared again', () => redis.client.get(secretKey), { timeoutMs: 60_000 })
  expect(again).toBe(secret)
})

/** A connection of the test's own, which may find the server away. */
const connected = (cache: FreshRedis) => {
  const client = new Redis(cache.url)
  client.on('error', () => undefined) // the test kills the server
  return { client, [Symbol.dispose]: () => client.disconnect() }
}

test('of many comments at once as many are taken as the limit says, and each of the others hears when to come again', async () => {
  await using database = await withSite()
  await using cache = await cacheRedis()
  await using api = await startOn(database.url, cache, { RATE_LIMIT_WRITE: '25/60' })
  const ask = asking(api.url)
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, nth) =>
      ask('POST /v1/sites/paper/comments', { body: { ...body, body: `Remark ${nth} of a crowd.` } }),
    ),
  )
  const refused = answers.filter(({ status }) => status === 429)
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(25)
  expect(refused).toHaveLength(35)
  for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(50)
})
