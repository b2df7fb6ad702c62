import { setTimeout as delay } from 'node:timers/promises'
import { startEmbedded } from '@parley/embedded'
import { openQueue, type Queue } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { createStore, migrate, type Store } from '@parley/store'
import { describe, expect, test } from 'vitest'
import { folderWithCluster } from '../support/made-cluster.ts'
import { startWorker } from '../support/processes.ts'
import { queueStores } from '../support/queue-stores.ts'
import { freshRedis } from '../support/redis.ts'
import { byModerator, freshStore, moveOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { pendingIn, submitMany, wronglyDecided } from '../support/worker-parts.ts'

const log = createLog({ service: 'test', level: 'silent' })

/** Comments come in and are asked for, twenty at a time, until the load is stopped; faults of a submit are not accepted comments. */
const loading = (store: Store, queue: Queue) => {
  let stopped = false
  let accepted = 0
  const run = async () => {
    while (!stopped) {
      const ids = await submitMany(store, 20).catch(() => [])
      accepted += ids.length
      queue.askForModeration({ siteId: 'paper', commentIds: ids })
      await delay(100) // so that a worker that must start first is not left with thousands
    }
  }
  const running = run()
  const stop = async () => {
    stopped = true
    await running
    return accepted
  }
  return { accepted: () => accepted, stop }
}

/** What must be true when the faults are over: everything decided, once, and the counts true. */
const settled = async ({ store, url }: { store: Store; url: string }, within: { timeoutMs: number }) => {
  await until('all are decided', async () => (await pendingIn(store)) === 0, { everyMs: 100, ...within })
  expect(await wronglyDecided(url)).toEqual([])
  expect(await store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
}

// These three at once: for most of their time locks run out.
test.concurrent.for(queueStores)(
  'with the queue in $kind: a worker killed in the middle of its jobs, twice: another decides what it held',
  async ({ open }) => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    const load = loading(db.store, queue)
    for (let kill = 0; kill < 2; kill += 1) {
      await using worker = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
      await until('it is at work', () => worker.logged('job.moderated').length > 2)
      await worker.kill('SIGKILL')
    }
    await using _next = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    expect(await load.stop()).toBeGreaterThan(50)
    await settled(db, { timeoutMs: 60_000 })
  },
)

test.concurrent('a worker stopped for longer than its locks last: others decide, and its late verdicts change nothing', async () => {
  await using db = await freshStore()
  await using redis = await freshRedis()
  await using queue = await openQueue({ url: redis.url, log })
  const ids = await submitMany(db.store, 3_000)
  await using frozen = await startWorker({
    databaseUrl: db.url,
    queueUrl: redis.url,
    env: { WORKER_CONCURRENCY: '15' },
  })
  await queue.askAgain(ids.map((id) => ({ siteId: db.siteId, id })))
  await until('it took all jobs', async () => (await queue.waiting()) === 0, { everyMs: 1 })
  await frozen.kill('SIGSTOP')
  const held = (await db.store.comments.findPending(db.siteId, ids)).map(({ id }) => id)
  expect(held.length).toBeGreaterThan(0)
  const [turnedDown = ''] = held
  await byModerator(db.store, [moveOf(turnedDown, 'rejected', { reason: 'off-topic' })])
  await using _other = await startWorker({ databaseUrl: db.url, queueUrl: redis.url })
  // Had it been stopped inside a transaction, PostgreSQL would end that after 10 s.
  await until('the other decided all', async () => (await pendingIn(db.store)) === 0, {
    timeoutMs: 50_000,
    everyMs: 100,
  })
  const done = frozen.logged('job.moderated').length
  await frozen.kill('SIGCONT')
  await until('it went on', () => frozen.logged('job.moderated').length > done)
  await settled(db, { timeoutMs: 30_000 })
  expect((await db.store.moderation.show(db.siteId, turnedDown))?.comment.status).toBe('rejected')
})

describe.each(queueStores)('with the queue in $kind', ({ open }) => {
  test('a queue that loses everything under load, without a restart: all are decided within 30 s', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    await using worker = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    await until('the epoch is set', () => worker.logged('queue.epoch-set').length === 1)
    const load = loading(db.store, queue)
    await until('comments are coming', () => load.accepted() > 200)
    await worker.kill('SIGSTOP') // so that jobs wait, and are lost
    await until('jobs wait', async () => (await queue.waiting()) > 3)
    await queueStore.empty()
    await worker.kill('SIGCONT')
    await load.stop()
    await settled(db, { timeoutMs: 30_000 })
    expect(worker.logged('queue.epoch-set')).toHaveLength(2)
    expect(worker.logged('queue.emptied')).toHaveLength(1)
  })
})

test('Redis killed and restarted under load, then restarted empty: nothing is lost', async () => {
  await using db = await freshStore()
  await using redis = await freshRedis()
  await using queue = await openQueue({ url: redis.url, log })
  await using _worker = await startWorker({ databaseUrl: db.url, queueUrl: redis.url })
  const load = loading(db.store, queue)
  for (const empty of [false, true]) {
    const before = load.accepted()
    await until('comments are coming', () => load.accepted() > before + 100)
    await redis.kill()
    const down = load.accepted()
    await until('comments are accepted without it', () => load.accepted() > down + 60)
    await redis.restart({ empty })
  }
  await load.stop()
  await settled(db, { timeoutMs: 30_000 })
})

test('PostgreSQL killed and restarted under load, with the queue in it too: what was accepted is decided', async () => {
  await using folder = await folderWithCluster()
  await using embedded = await startEmbedded({ dir: `${folder.path}/data`, durable: false, graceMs: 0 })
  await migrate(embedded.url)
  await using store = createStore({ url: embedded.url })
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  await using queue = await openQueue({ url: embedded.url, log })
  await using worker = await startWorker({ databaseUrl: embedded.url, queueUrl: embedded.url })
  const load = loading(store, queue)
  for (const signal of ['SIGKILL', 'SIGQUIT'] as const) {
    const before = load.accepted()
    await until('comments are coming', () => load.accepted() > before + 100)
    const killed = embedded.pid()
    process.kill(killed, signal)
    await until('PostgreSQL is back', async () => embedded.pid() !== killed && (await store.health().then(() => true)))
  }
  const before = load.accepted()
  await until('comments are coming again', () => load.accepted() > before + 40)
  await load.stop()
  expect(worker.hasEnded()).toBe(false)
  await settled({ store, url: embedded.url }, { timeoutMs: 30_000 })
})
