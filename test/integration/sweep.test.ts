import { openModerationWorker, openQueue } from '@parley/queue'
import { createLog } from '@parley/runtime'
import { startSweep } from '@parley/worker'
import { describe, expect, test } from 'vitest'
import { startWorker } from '../support/processes.ts'
import { queueStores } from '../support/queue-stores.ts'
import { freshStore, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { pendingIn, startParts, submitMany, wronglyDecided } from '../support/worker-parts.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
const log = createLog({ service: 'test', level: 'silent' })

/** As if so many seconds had passed since each pending comment was asked for. */
const age = (url: string, seconds: number) =>
  rowsOf(
    url,
    `update comment c set asked_at = c.asked_at - $1 * interval '1 second' from (
       select site_id, id from comment where version_status = 'pending' for no key update skip locked
     ) p where c.site_id = p.site_id and c.id = p.id`,
    [seconds],
  )

/** Pending comments and their leases as the store keeps them, in memory, on a faster clock. */
const leased = ({ faster }: { faster: number }) => {
  const open = new Map<string, { askedAt: number; asks: number }>()
  let accepted = 0
  let claims = 0
  const isDue = ({ askedAt, asks }: { askedAt: number; asks: number }) =>
    performance.now() - askedAt > Math.min(60_000, 10_000 * 2 ** (asks - 1)) / faster
  return {
    accept: (count: number) =>
      Array.from({ length: count }, () => {
        const id = `comment-${(accepted += 1)}`
        open.set(id, { askedAt: performance.now(), asks: 1 })
        return id
      }),
    decided: (ids: string[]) => ids.forEach((id) => open.delete(id)),
    accepted: () => accepted,
    pending: () => open.size,
    claims: () => claims,
    findFailing: async () => [],
    decide: async () => ({ decisionId: '', revision: 0, answers: [] }),
    claimForAsking: async (limit: number) => {
      const due = [...open].filter(([, lease]) => isDue(lease)).slice(0, limit)
      for (const [id, { asks }] of due) open.set(id, { askedAt: performance.now(), asks: asks + 1 })
      claims += due.length > 0 ? 1 : 0
      return due.map(([id]) => ({ siteId: 'paper', id }))
    },
  }
}

// At once, for nearly all of their time a lease runs out.
describe.concurrent.each(queueStores)('the sweep, with the queue in $kind', ({ open }) => {
  test('asks for what was accepted and never asked for, when its lease is over', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await using worker = await startWorker({ databaseUrl: db.url, queueUrl: queueStore.url })
    await until('the epoch is set', () => worker.logged('queue.epoch-set').length === 1)
    const submitted = performance.now()
    await submitMany(db.store, 250) // as if the api died before it could ask
    await until('all are decided', async () => (await pendingIn(db.store)) === 0, { timeoutMs: 60_000 })
    expect(performance.now() - submitted).toBeGreaterThan(9_000) // the first lease is 10 s
    const asked = worker.logged('sweep.asked').map(({ comments }) => Number(comments))
    expect(asked.reduce((sum, comments) => sum + comments, 0)).toBe(250) // each once
    expect(asked.length).toBeLessThanOrEqual(2) // 250 are two groups of drafts, whose leases may end apart
    expect(await wronglyDecided(db.url)).toEqual([])
  })

  test('two sweeps share the work and take nothing twice', async () => {
    await using db = await freshStore()
    await using queueStore = await open()
    await submitMany(db.store, 400)
    await age(db.url, 11)
    const claims = await Promise.all([db.store.comments.claimForAsking(300), db.store.comments.claimForAsking(300)])
    const claimed = claims.flat().map(({ id }) => id)
    expect(new Set(claimed).size).toBe(claimed.length)
    await age(db.url, 61)
    await using _one = await startParts({ store: db.store, queueUrl: queueStore.url })
    await using _two = await startParts({ store: db.store, queueUrl: queueStore.url })
    await until('all are decided', async () => (await pendingIn(db.store)) === 0, { timeoutMs: 60_000 })
    expect(await wronglyDecided(db.url)).toEqual([])
  })
})

describe.each(queueStores)('the sweep under load, with the queue in $kind', ({ open }) => {
  test('does not let a backlog grow by looking at it: at four times capacity about one job for 200 comments', async () => {
    await using queueStore = await open()
    await using queue = await openQueue({ url: queueStore.url, log })
    const load = { perSecond: 4_000, seconds: 10 }
    const comments = leased({ faster: 6 }) // a minute of load in ten seconds, with leases that run out as much sooner
    let free = false
    const moderate = async ({ commentIds }: { commentIds: string[] }) => {
      if (!free) await pause((commentIds.length / (load.perSecond / 4)) * 1_000)
      comments.decided(commentIds)
    }
    await using _worker = await openModerationWorker({ url: queueStore.url, log, concurrency: 1, moderate })
    const metrics = { gaveUp: () => undefined }
    const sweep = startSweep({ store: { comments }, queue, log, metrics }, { more: 0, waits: 20, asked: 80 })
    const started = performance.now()
    for (let second = 0; second < load.seconds; second += 0.01) {
      for (const id of comments.accept(load.perSecond / 100))
        queue.askForModeration({ siteId: 'paper', commentIds: [id] })
      await pause(started + second * 1_000 - performance.now())
    }
    const jobs = await queueStore.jobsAdded()
    const full = comments.accepted() / 200
    expect(comments.pending()).toBeGreaterThan(comments.accepted() / 2) // it was more than the worker could do
    expect(comments.claims()).toBeGreaterThan(0) // and the sweep did look at it
    free = true
    await until('all are decided', () => comments.pending() === 0, { timeoutMs: 30_000 })
    await sweep.stop()
    expect(jobs).toBeGreaterThan(full / 2)
    expect(jobs).toBeLessThanOrEqual(1.2 * full)
  })
})
