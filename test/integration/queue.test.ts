import {
  BATCH,
  openModerationWorker,
  openQueue,
  openUpkeepWorker,
  POSTGRES_SCHEMA,
  QueueRefused,
  REDIS_RIGHTS,
  type Asked,
} from '@parley/queue'
import { createLog } from '@parley/runtime'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { clusterStore, queueStores } from '../support/queue-stores.ts'
import { freshRedis } from '../support/redis.ts'
import { rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

const log = createLog({ service: 'test', level: 'silent' })
const names = (count: number, prefix = 'c') => Array.from({ length: count }, (_, at) => `${prefix}${at}`)
const nothingLost = { recount: 60_000, purge: 60_000, learn: 60_000, 'rebuild-model': 60_000 }

/** A worker that keeps what it was asked, and takes jobs only while the gate is open. */
const collector = async (url: string, { concurrency = 2 } = {}) => {
  const asked: Asked[] = []
  const worker = await openModerationWorker({ url, log, concurrency, moderate: async (job) => void asked.push(job) })
  const ids = () => asked.flatMap(({ commentIds }) => commentIds)
  return { asked, ids, worker, [Symbol.asyncDispose]: worker[Symbol.asyncDispose] }
}

const cluster = clusterStore()
afterAll(() => cluster.close())

describe.each([...queueStores, cluster])('a queue in $kind', ({ open }) => {
  test('asks made at once share jobs of one site, and none is lost', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    await using worker = await collector(store.url)
    const [here, there] = [names(900, 'here'), names(100, 'there')]
    for (const id of here) queue.askForModeration({ siteId: 'here', commentIds: [id], requestId: `r-${id}` })
    for (const id of there) queue.askForModeration({ siteId: 'there', commentIds: [id] })
    await until('all were asked', () => worker.ids().length >= 1_000)
    expect(worker.ids().toSorted()).toEqual([...here, ...there].toSorted())
    expect(worker.asked.every(({ commentIds }) => commentIds.length <= BATCH)).toBe(true)
    const jobsOf = (site: string) => worker.asked.filter(({ siteId }) => siteId === site)
    expect(
      jobsOf('here')
        .flatMap(({ commentIds }) => commentIds)
        .every((id) => id.startsWith('here')),
    ).toBe(true)
    expect(worker.asked.length).toBe(6)
    expect(jobsOf('here')[0]?.requestIds).toEqual(names(20, 'here').map((id) => `r-${id}`))
  })

  test('a finished job leaves nothing behind, and the same comment can be asked for again', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    await using worker = await collector(store.url)
    for (const round of [1, 2, 3]) {
      queue.askForModeration({ siteId: 's', commentIds: ['same'] })
      await until(`round ${round} was asked`, () => worker.asked.length === round)
    }
    await until('nothing waits', async () => (await queue.waiting()) === 0)
    expect(new Set(worker.asked.map(({ jobId }) => jobId)).size).toBe(3)
  })

  test('a job whose work throws is delivered again', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    let tries = 0
    await using worker = await openModerationWorker({
      url: store.url,
      log,
      concurrency: 1,
      moderate: async () => {
        tries += 1
        if (tries < 3) throw new Error('the store is away')
      },
    })
    queue.askForModeration({ siteId: 's', commentIds: ['a'] })
    await until('it was tried a third time', () => tries === 3)
    await until('nothing waits', async () => (await queue.waiting()) === 0)
    await worker.close()
  })

  test('the sweep learns whether what it asked last still waits', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    expect(await queue.stillWaits()).toBe(false)
    const comments = names(450).map((id) => ({ siteId: 's', id }))
    await queue.askAgain([...comments, { siteId: 't', id: 'other' }])
    expect([await queue.waiting(), await queue.stillWaits()]).toEqual([4, true])
    await using worker = await collector(store.url)
    await until('all were asked', () => worker.ids().length === 451)
    expect(worker.asked.map(({ commentIds }) => commentIds.length).toSorted((a, b) => b - a)).toEqual([200, 200, 50, 1])
    await until('none still waits', async () => !(await queue.stillWaits()))
  })

  test('suspects are asked for alone', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    await using worker = await collector(store.url)
    await queue.askAlone('s', names(45))
    await until('all were asked', () => worker.ids().length === 45)
    expect(worker.asked.every(({ commentIds }) => commentIds.length === 1)).toBe(true)
  })

  test('a queue that lost everything is noticed without a restart, once, and upkeep goes on', async () => {
    await using store = await open()
    let emptied = 0
    const keeper = { onEmptied: async () => void (emptied += 1), upkeepEveryMs: { ...nothingLost, recount: 1_500 } }
    await using queue = await openQueue({ url: store.url, log, keeper })
    await until('the first epoch was set', () => emptied === 1)
    let recounts = 0
    const idle = async () => undefined
    const recount = async () => void (recounts += 1)
    const tasks = { recount, purge: () => queue.purge(), learn: idle, 'rebuild-model': idle }
    await using _upkeep = await openUpkeepWorker({ url: store.url, log, tasks })
    await until('a recount was due', () => recounts > 0)

    await store.empty()
    await until('the loss was noticed', () => emptied === 2, { timeoutMs: 30_000 })
    const before = recounts
    await until('a recount was due again', () => recounts > before)
    await using second = await openQueue({ url: store.url, log, keeper: { ...keeper, upkeepEveryMs: nothingLost } })
    await second.waiting()
    await until('a recount was due with a second keeper', () => recounts > before + 1)
    expect(emptied).toBe(2)
  })

  test('upkeep goes on once a clock that was two days ahead is right again', async () => {
    await using store = await open()
    const rightNow = Date.now.bind(Date)
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => rightNow() + 48 * 60 * 60_000)
    onTestFinished(() => clock.mockRestore())
    const idle = async () => undefined
    const keeper = { onEmptied: idle, upkeepEveryMs: { ...nothingLost, recount: 1_500 } }
    let recounts = 0
    const tasks = { recount: async () => void (recounts += 1), purge: idle, learn: idle, 'rebuild-model': idle }
    await using _upkeep = await openUpkeepWorker({ url: store.url, log, tasks })
    {
      await using _ahead = await openQueue({ url: store.url, log, keeper })
      await until('a recount was due', () => recounts > 0)
    }
    clock.mockRestore()
    await using _right = await openQueue({ url: store.url, log, keeper }) // as after a restart
    const before = recounts
    await until('recounts are due again', () => recounts > before + 1)
  })

  test('an epoch is set only when the leases were voided', async () => {
    await using store = await open()
    let tries = 0
    const onEmptied = async () => {
      tries += 1
      if (tries < 3) throw new Error('the store is away')
    }
    await using _queue = await openQueue({ url: store.url, log, keeper: { onEmptied, upkeepEveryMs: nothingLost } })
    await until('voiding worked', () => tries === 3)
    await using again = await openQueue({ url: store.url, log, keeper: { onEmptied, upkeepEveryMs: nothingLost } })
    await again.waiting()
    expect(tries).toBe(3)
  })

  test('closing a worker waits for what it holds and takes nothing new', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>()
    const done: string[] = []
    let started = 0
    const worker = await openModerationWorker({
      url: store.url,
      log,
      concurrency: 1,
      moderate: async ({ commentIds }) => {
        started += 1
        await gate
        done.push(...commentIds)
      },
    })
    await queue.askAlone('s', ['a', 'b'])
    await until('one is at work', () => started === 1)
    const closed = worker.close()
    openGate()
    await closed
    expect(done).toHaveLength(1)
    expect(await queue.waiting()).toBe(1)
  })
})

test('a Redis that may evict is refused with what to do', async () => {
  await using redis = await freshRedis({ config: { 'maxmemory-policy': 'allkeys-lru' } })
  const opening = openQueue({ url: redis.url, log })
  await expect(opening).rejects.toThrow(QueueRefused)
  await expect(opening).rejects.toThrow(/maxmemory-policy is allkeys-lru and must be noeviction/)
  const worker = openModerationWorker({ url: redis.url, log, concurrency: 1, moderate: async () => undefined })
  await expect(worker).rejects.toThrow(QueueRefused)
})

test('a Redis that wants a password is refused with its answer', async () => {
  await using redis = await freshRedis({ config: { requirepass: 'secret' } })
  await expect(openQueue({ url: redis.url, log })).rejects.toThrow(/NOAUTH/)
  await using queue = await openQueue({ url: redis.url.replace('//', '//:secret@'), log })
  expect(await queue.waiting()).toBe(0)
})

/** The address of a Redis for a user of these rights. */
const limited = async (url: string, rights: string): Promise<string> => {
  const client = new Redis(url)
  await client.acl('SETUSER', 'limited', 'on', '>secret', ...rights.split(' '))
  client.disconnect()
  return url.replace('//', '//limited:secret@')
}

test.each([
  ['may not ask what it is', '~* +@all -info', /'info'/],
  ['may not run scripts', '~* +@read +@write +info', /'eval'/],
  ['may only read', '~* +@all -@write', /'set'/],
  ['has other keys', '~other:* +@all', /keys/],
])('a Redis whose user %s is refused at once', async (_, rights, says) => {
  await using redis = await freshRedis()
  const opening = openQueue({ url: await limited(redis.url, `&* ${rights}`), log })
  await expect(opening).rejects.toThrow(QueueRefused)
  await expect(opening).rejects.toThrow(says)
})

test('a Redis whose user has the rights that are named keeps a queue', async () => {
  await using redis = await freshRedis()
  const url = await limited(redis.url, REDIS_RIGHTS)
  await using queue = await openQueue({ url, log })
  await using worker = await collector(url)
  queue.askForModeration({ siteId: 's', commentIds: ['one'] })
  await until('it was asked', () => worker.ids().includes('one'))
})

test('a queue opens without its Redis, keeps what it is asked, and delivers it when Redis is there', async () => {
  await using redis = await freshRedis()
  await redis.kill()
  await using queue = await openQueue({ url: redis.url, log })
  await using worker = await collector(redis.url)
  queue.askForModeration({ siteId: 's', commentIds: ['early'] })
  await expect(queue.waiting()).rejects.toThrow()
  await redis.restart()
  await until('it was asked', () => worker.ids().includes('early'))
  await redis.kill()
  const before = performance.now()
  queue.askForModeration({ siteId: 's', commentIds: ['later'] })
  expect(performance.now() - before).toBeLessThan(50)
  await redis.restart()
  await until('it was asked after the second loss', () => worker.ids().includes('later'))
})

test('a Redis that answers nothing holds nobody up', async () => {
  await using redis = await freshRedis()
  await using queue = await openQueue({ url: redis.url, log })
  await using worker = await collector(redis.url)
  redis.pause()
  for (const id of names(50)) queue.askForModeration({ siteId: 's', commentIds: [id] })
  await expect(queue.waiting()).rejects.toThrow(/timed out/i)
  redis.resume()
  await until('all were asked', () => new Set(worker.ids()).size === 50)
})

test('no text is in Redis, and all keys share the slot of one hash tag', async () => {
  await using redis = await freshRedis()
  await using queue = await openQueue({ url: redis.url, log })
  queue.askForModeration({ siteId: 's', commentIds: ['a'] })
  await until('it waits', async () => (await queue.waiting()) === 1)
  const client = new Redis(redis.url)
  const keys = await client.keys('*')
  expect(keys.length).toBeGreaterThan(0)
  expect(keys.filter((key) => !key.startsWith('{parley}:'))).toEqual([])
  const job = keys.find((key) => /moderate-few:\d+$/.test(key)) ?? ''
  expect(JSON.parse((await client.hget(job, 'data')) ?? '')).toEqual({ siteId: 's', commentIds: ['a'] })
  client.disconnect()
})

test('BullMQ keeps its tables in a schema of its own', async () => {
  await using database = await freshDatabase({ empty: true })
  await using queue = await openQueue({ url: database.url, log })
  await queue.waiting()
  const schemas = await rowsOf<{ schemaname: string }>(
    database.url,
    `select distinct schemaname from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  expect(schemas).toEqual([{ schemaname: POSTGRES_SCHEMA }])
})
