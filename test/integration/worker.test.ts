import { judge } from '@parley/moderation'
import { openQueue } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { startProcess, startWorker } from '../support/processes.ts'
import { queueStores } from '../support/queue-stores.ts'
import { freshRedis } from '../support/redis.ts'
import { byModerator, freshStore, moveOf, placed } from '../support/store.ts'
import { until } from '../support/until.ts'
import { pendingIn, startParts, submitMany, wronglyDecided } from '../support/worker-parts.ts'

const log = createLog({ service: 'test', level: 'silent' })

describe.each(queueStores)('a worker with its queue in $kind', ({ open }) => {
  test('decides what is asked for, and the counts are true', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    await using worker = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    const ids = await submitMany(db.store, 600)
    queue.askForModeration({ siteId: db.siteId, commentIds: ids, requestId: 'request-1' })
    await until('all are decided', async () => (await pendingIn(db.store)) === 0, { timeoutMs: 60_000 })
    expect(await wronglyDecided(db.url)).toEqual([])
    expect(await db.store.recount()).toMatchObject({ articles: 10, drift: [], visibleWrong: 0 })
    const jobs = worker.logged('job.moderated')
    expect(jobs.some(({ requestIds }) => (requestIds as string[]).includes('request-1'))).toBe(true)
    const file = await db.store.moderation.show(db.siteId, ids[0] as string)
    const checks = file?.verdicts[0]?.checks as { check: string }[]
    expect(checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['shape', 'link', 'judge']))
  })

  test('the same comments asked for many times, by two workers, get one first decision each', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    const ids = await submitMany(db.store, 100)
    for (let round = 0; round < 4; round += 1) {
      await queue.askAgain(ids.map((id) => ({ siteId: db.siteId, id })))
    }
    await queue.askAlone(db.siteId, ids)
    await using _one = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    await using _two = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    await until('all are decided', async () => (await pendingIn(db.store)) === 0)
    await until('every job is done', async () => (await queue.waiting()) === 0)
    expect(await wronglyDecided(db.url)).toEqual([])
    expect(await db.store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })
  })

  test('a worker told to stop finishes what it holds and exits 0', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    const ids = await submitMany(db.store, 2_000)
    queue.askForModeration({ siteId: db.siteId, commentIds: ids })
    await using worker = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    await until('it is at work', () => worker.logged('job.moderated').length > 0)
    await worker.kill('SIGTERM')
    expect(await worker.ended).toEqual({ code: 0, signal: null })
    expect(worker.logged('service.stopped')).toMatchObject([{ outcome: 'closed' }])

    await using next = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    await until('all are decided', async () => (await pendingIn(db.store)) === 0, { timeoutMs: 60_000 })
    expect(next.logged('job.stalled')).toEqual([]) // nothing was left held
    expect(await wronglyDecided(db.url)).toEqual([])
  })

  test('what its checks throw on, hang on or give no number for is held after six failures, its neighbours are decided', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    const bad = ['throws', 'hangs', 'gives NaN']
    const ids = await submitMany(db.store, 12, (at) => bad[at] ?? `A remark, number ${at}, on the council's vote.`)
    await using parts = await startParts({
      store: db.store,
      queueUrl: queueStore.url,
      judgeSubject: (subject) => {
        if (subject.body === 'throws') throw new Error('a check failed')
        while (subject.body === 'hangs');
        const spam = subject.body === 'gives NaN' ? Number.NaN : 0
        return judge(
          [{ check: 'bad', version: 1, ms: 0, signals: [{ code: 'bad.weight', spam, says: 'Bad.' }] }],
          subject,
        )
      },
    })
    parts.queue.askForModeration({ siteId: db.siteId, commentIds: ids })
    await until('the neighbours are decided', async () => (await pendingIn(db.store)) === 3)
    const failing = await db.store.moderation.list({ siteId: db.siteId, status: 'held', limit: 10 })
    expect(failing.items).toEqual([])
    // Its lease doubles with each ask; here they are voided, as if each had run out.
    const pressed = async () => {
      await db.store.comments.voidLeases()
      return (await pendingIn(db.store)) === 0
    }
    await until('the failing ones are held', pressed, { timeoutMs: 40_000, everyMs: 500 })
    const held = await db.store.moderation.list({ siteId: db.siteId, status: 'held', limit: 10 })
    expect(held.items.map(({ body, reason }) => [body, reason]).toSorted()).toEqual(
      bad.map((body) => [body, 'checks-failed']).toSorted(),
    )
    expect(await wronglyDecided(db.url)).toEqual([])
  })
})

test('a verdict that comes after a moderator decided changes nothing', async () => {
  await using db = await freshStore()
  await using redis = await freshRedis()
  const [early = '', late = ''] = await submitMany(db.store, 2)
  const { promise: read, resolve: tellRead } = Promise.withResolvers<void>()
  const { promise: decided, resolve: tellDecided } = Promise.withResolvers<void>()
  const store = {
    ...db.store,
    comments: {
      ...db.store.comments,
      decide: (async (decision) => {
        tellRead() // it has read the comment as pending and judged it
        await decided
        return db.store.comments.decide(decision)
      }) satisfies typeof db.store.comments.decide,
    },
  }
  await using parts = await startParts({ store, queueUrl: redis.url })
  parts.queue.askForModeration({ siteId: db.siteId, commentIds: [early, late] })
  await read
  await byModerator(db.store, [moveOf(late, 'rejected', { reason: 'off-topic' })])
  tellDecided()
  await until('the other one is decided', async () => (await pendingIn(db.store)) === 0)
  const file = await db.store.moderation.show(db.siteId, late)
  expect(file?.comment.status).toBe('rejected')
  expect(file?.history.filter(({ kind }) => kind === 'status')).toHaveLength(1)
})

test('a new version of what a moderator turned down is only ever held', async () => {
  await using db = await freshStore()
  await using redis = await freshRedis()
  const id = await placed(db.store, 'published')
  await byModerator(db.store, [moveOf(id, 'rejected', { reason: 'off-topic' })])
  const body = 'The council voted on Tuesday to keep the library open on Sundays.'
  const edited = {
    siteId: db.siteId,
    commentId: id,
    body,
    html: `<p>${body}</p>`,
    hosts: [],
    facts: {},
    windowMs: 60_000,
  }
  await db.store.comments.edit({ ...edited })
  await using parts = await startParts({ store: db.store, queueUrl: redis.url })
  parts.queue.askForModeration({ siteId: db.siteId, commentIds: [id] })
  await until('the new version is decided', async () => (await pendingIn(db.store)) === 0)
  const file = await db.store.moderation.show(db.siteId, id)
  expect(file?.versions.at(-1)?.status).toBe('held')
})

test('a worker refuses a Redis that may evict, and says why', async () => {
  await using db = await freshStore()
  await using redis = await freshRedis({ config: { 'maxmemory-policy': 'allkeys-lru' } })
  await using worker = await startProcess({
    main: 'services/worker/src/main.ts',
    env: { DATABASE_URL: db.url, QUEUE_URL: redis.url },
    ready: () => true, // it may end before anybody looks
  })
  expect((await worker.ended).code).toBe(1)
  expect(JSON.stringify(worker.logged('service.stopping'))).toContain(
    'maxmemory-policy is allkeys-lru and must be noeviction',
  )
})

test('a worker waits for migrations and for its database, and can be stopped while it waits', async () => {
  await using empty = await freshDatabase({ empty: true })
  await using redis = await freshRedis()
  await using worker = await startProcess({
    main: 'services/worker/src/main.ts',
    env: { DATABASE_URL: empty.url, QUEUE_URL: redis.url },
    ready: (process) => process.logged('worker.waits-for-migrations').length > 0,
  })
  await worker.kill('SIGTERM')
  expect((await worker.ended).code).toBe(0)
})

test('a worker ends with its parent', async () => {
  await using db = await freshStore()
  await using redis = await freshRedis()
  await using worker = await startWorker({ databaseUrl: db.url, queueUrl: redis.url, env: { PARLEY_PARENT_PIPE: '1' } })
  worker.closePipe()
  expect(await worker.ended).toEqual({ code: 0, signal: null })
})
