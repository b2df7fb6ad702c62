import {
  BATCH,
  CLUSTER_SHARES,
  FEW,
  fewOf,
  moderateQueues,
  openModerationWorker,
  openQueue,
  redisPrefixOf,
  shareOf,
  type Asked,
  type ShareName,
} from '@parley/queue'
import { createLog } from '@parley/runtime'
import { describe, expect, test } from 'vitest'
import { queueStores } from '../support/queue-stores.ts'
import { freshRedisCluster } from '../support/redis-cluster.ts'
import { draftOf, freshStore, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { pendingIn, startParts, submitMany, wronglyDecided } from '../support/worker-parts.ts'

const log = createLog({ service: 'test', level: 'silent' })
const names = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

/** Takes one job after the other; answers them in that order. */
const takeAll = async (url: string, jobs: number): Promise<Asked[]> => {
  const taken: Asked[] = []
  const moderate = async (job: Asked) => void taken.push(job)
  await using _worker = await openModerationWorker({ url, log, concurrency: 1, moderate })
  await until('all jobs were taken', () => taken.length === jobs)
  return taken
}

const sitesOf = (taken: Asked[]): string[] => taken.map(({ siteId }) => siteId)

describe.each(queueStores)('sites that share a queue in $kind', ({ open }) => {
  test('comments wait for one job of a flood, whichever process asks', async () => {
    await using store = await open()
    await using flooded = await openQueue({ url: store.url, log })
    await using other = await openQueue({ url: store.url, log })
    const flood = names(20 * BATCH, 'f').map((id) => ({ siteId: 'flooded', id }))
    await flooded.askAgain(flood)
    expect(await flooded.waiting()).toBe(20)
    flooded.askForModeration({ siteId: 'calm', commentIds: names(FEW + 1, 'a') })
    other.askForModeration({ siteId: 'quiet', commentIds: names(FEW + 1, 'b') })
    await until('both are asked', async () => (await flooded.waiting()) === 22)
    const taken = await takeAll(store.url, 22)
    expect(sitesOf(taken).slice(0, 3).toSorted()).toEqual(['calm', 'flooded', 'quiet'])
  })

  test.each([false, true])(
    'a few comments do not wait for the job at work either; a worker for few: %s',
    async (few) => {
      await using store = await open()
      await using queue = await openQueue({ url: store.url, log })
      await queue.askAgain(names(4 * BATCH, 'f').map((id) => ({ siteId: 'flooded', id })))
      const { promise: end, resolve } = Promise.withResolvers<void>()
      const taken: Asked[] = []
      const moderate = async (job: Asked) => {
        taken.push(job)
        if (job.commentIds.length > FEW) await end
      }
      await using _worker = await openModerationWorker({ url: store.url, log, concurrency: 1, few, moderate })
      if (!few) await until('a job of the flood is at work', () => taken.length === 1)
      queue.askForModeration({ siteId: 'calm', commentIds: names(FEW, 'a') })
      await queue.askAgain([{ siteId: 'quiet', id: 'b' }])
      await until('both are taken', () => sitesOf(taken).filter((site) => site !== 'flooded').length === 2)
      expect(sitesOf(taken).filter((site) => site === 'flooded')).toHaveLength(few ? 0 : 1)
      expect(await queue.stillWaits()).toBe(true) // the flood does, though the last that was asked again is done
      resolve()
    },
  )

  test('two floods take turns, and the later one does not go before what waited', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    const flood = (siteId: string) => names(10 * BATCH, 'f').map((id) => ({ siteId, id }))
    await queue.askAgain(flood('first'))
    await queue.askAgain(flood('second'))
    const taken = sitesOf(await takeAll(store.url, 20))
    const lead = taken.map((_, at) => taken.slice(0, at + 1).filter((site) => site === 'first').length * 2 - (at + 1))
    expect(Math.max(...lead.map(Math.abs))).toBeLessThanOrEqual(1)
  })

  test('a flood asked by readers leaves room as well', async () => {
    await using store = await open()
    await using queue = await openQueue({ url: store.url, log })
    queue.askForModeration({ siteId: 'flooded', commentIds: names(20 * BATCH, 'f') })
    await until('the flood waits', async () => (await queue.waiting()) >= 20)
    // Depth is looked at after an ask, but not twice in 100 ms, and what was seen is known a little later: when the next ask comes.
    for (const id of ['b', 'c', 'd']) {
      const last = performance.now()
      await until('it may be looked at again', () => performance.now() - last > 150)
      const before = await queue.waiting()
      queue.askForModeration({ siteId: 'quiet', commentIds: [id] })
      await until('it was asked for', async () => (await queue.waiting()) === before + 1)
    }
    const jobs = await queue.waiting()
    queue.askForModeration({ siteId: 'flooded', commentIds: names(FEW + 1, 'late') })
    queue.askForModeration({ siteId: 'calm', commentIds: names(FEW + 1, 'a') })
    await until('both are asked for', async () => (await queue.waiting()) === jobs + 2)
    const taken = await takeAll(store.url, jobs + 2)
    // The flood's own gathers behind what waits of it; the other was added meanwhile.
    const added = (id: string) => Number(taken.find(({ commentIds }) => commentIds.includes(id))?.jobId)
    expect(added('a0')).toBeLessThan(added('late0'))
    const larger = sitesOf(taken).filter((site) => site !== 'quiet')
    expect(larger.indexOf('calm')).toBeLessThanOrEqual(1)
  })
})

test('another site is decided after at most two full jobs of a flood', async () => {
  const [redis] = queueStores
  await using queueStore = await (redis as (typeof queueStores)[number]).open()
  await using db = await freshStore()
  await db.store.sites.add({ id: 'calm', name: 'Calm', hosts: ['calm.example'] })
  const flood = await submitMany(db.store, 20 * BATCH)
  const calm = await db.store.comments.submit(draftOf({ siteId: 'calm' }))
  if (calm.kind !== 'accepted') throw new Error(calm.kind)
  await using queue = await openQueue({ url: queueStore.url, log })
  await queue.askAgain(flood.map((id) => ({ siteId: 'paper', id })))
  await queue.askAgain([{ siteId: 'calm', id: calm.id }])
  await using _worker = await startParts({ store: db.store, queueUrl: queueStore.url, concurrency: 2 })
  await until('everything is decided', async () => (await pendingIn(db.store)) === 0, { timeoutMs: 60_000 })
  const [before] = await rowsOf<{ number: number }>(
    db.url,
    `select count(*)::int as number from decision d, decision c where c.site_id = 'calm' and d.site_id = 'paper' and d.at < c.at`,
  )
  expect(before?.number).toBeLessThanOrEqual(2 * BATCH)
  expect(await wronglyDecided(db.url)).toEqual([])
})

describe('a Redis cluster', () => {
  const sites = names(24, 'site-')

  test('keeps its share on every master, and decides the comments of many sites', async () => {
    await using cluster = await freshRedisCluster()
    await using db = await freshStore()
    for (const id of sites) await db.store.sites.add({ id, name: id, hosts: [] })
    await using parts = await startParts({ store: db.store, queueUrl: cluster.url })
    for (const siteId of sites) {
      const submitted = await db.store.comments.submit(draftOf({ siteId }))
      if (submitted.kind === 'accepted') parts.queue.askForModeration({ siteId, commentIds: [submitted.id] })
    }
    await until('everything is decided', async () => (await pendingIn(db.store)) === 0)
    expect(await wronglyDecided(db.url)).toEqual([])
    const keys = await cluster.onEach((master) => master.keys('*'))
    const jobsOf = (found: string[]) => found.filter((key) => /:moderate(-\d)?-few:id$/.test(key))
    expect(keys.map((found) => jobsOf(found).length)).toEqual([3, 2, 3])
    expect(new Set(sites.map((site) => shareOf(site, CLUSTER_SHARES))).size).toBe(CLUSTER_SHARES)
  })

  test('a master that is away stops its own sites only, and those only until it is back', async () => {
    await using cluster = await freshRedisCluster()
    await using queue = await openQueue({ url: cluster.url, log })
    const asked = new Set<string>()
    const moderate = async ({ siteId }: { siteId: string }) => void asked.add(siteId)
    await using _worker = await openModerationWorker({ url: cluster.url, log, concurrency: 2, moderate })
    const masterOf = async (site: string) => {
      const name = fewOf(moderateQueues(CLUSTER_SHARES)[shareOf(site, CLUSTER_SHARES)] as ShareName)
      return cluster.keeperOf(`${redisPrefixOf(name)}:${name}:id`)
    }
    const keepers = await Promise.all(sites.map(masterOf))
    const away = await cluster.keeperOf('{parley-637}') // a share that is not the first, nor on its master
    expect(await cluster.keeperOf('{parley}')).not.toBe(away)
    const [cutOff, served] = [true, false].map((cut) => sites.filter((_, at) => (keepers[at] === away) === cut))
    expect([cutOff?.length, served?.length].map((some) => (some ?? 0) > 1)).toEqual([true, true])

    await away.kill()
    for (const siteId of sites) queue.askForModeration({ siteId, commentIds: ['a'] })
    await until('the sites of the others are asked for', () => served?.every((site) => asked.has(site)))
    expect(cutOff?.filter((site) => asked.has(site))).toEqual([])
    expect(await queue.stillWaits()).toBe(false) // the sweep goes on
    await queue.askAgain(sites.map((siteId) => ({ siteId, id: 'b' })))
    await away.restart()
    await until('the rest is asked for', () => cutOff?.every((site) => asked.has(site)), { timeoutMs: 60_000 })
  })
})
