import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BREATH_MS, gatherAsks, watchDepth, type Depth } from './ask.ts'
import { BATCH, type ModerateJob } from './jobs.ts'

const shallow: Depth = { isDeep: () => false, glance: () => undefined, look: async () => false }
const names = (count: number, prefix = 'c') => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

/** A queue whose adds end when the test says so. */
const slowQueue = () => {
  const added: ModerateJob[] = []
  const finish: (() => void)[] = []
  const add = (job: ModerateJob) => {
    added.push(job)
    return new Promise<void>((resolve) => finish.push(resolve))
  }
  const next = async () => {
    finish.shift()?.()
    await vi.advanceTimersByTimeAsync(BREATH_MS)
    await endOfTurn()
  }
  return { added, add, next }
}

const collectLog = () => {
  const lines: { event: string; [field: string]: unknown }[] = []
  const say = (fields: { event: string }) => void lines.push(fields)
  return { lines, log: { debug: say, info: say, warn: say, error: say } }
}

describe('asks gather while one is on its way', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('those of one turn go together, the later ones share the next job', async () => {
    const { added, add, next } = slowQueue()
    const asks = gatherAsks({ add, depth: shallow, log: collectLog().log })
    asks.ask({ siteId: 's', commentIds: ['a'], requestId: 'r1' })
    asks.ask({ siteId: 's', commentIds: ['x'] })
    expect(added).toEqual([])
    await endOfTurn()
    expect(added).toEqual([{ siteId: 's', commentIds: ['a', 'x'], requestIds: ['r1'] }])
    asks.ask({ siteId: 's', commentIds: ['b'], requestId: 'r2' })
    asks.ask({ siteId: 's', commentIds: ['c', 'b'], requestId: 'r3' })
    await next()
    expect(added[1]).toEqual({ siteId: 's', commentIds: ['b', 'c'], requestIds: ['r2', 'r3'] })
  })

  test('what comes shortly after a job shares the next one, and after a rest one goes at once', async () => {
    const { added, add } = slowQueue()
    const asks = gatherAsks({ add: async (job) => void add(job), depth: shallow, log: collectLog().log })
    const jobs = async (ms: number) => {
      await endOfTurn()
      await vi.advanceTimersByTimeAsync(ms)
      return added.map(({ commentIds }) => commentIds)
    }
    asks.ask({ siteId: 's', commentIds: ['a'] })
    expect(await jobs(1)).toEqual([['a']])
    asks.ask({ siteId: 's', commentIds: ['b'] })
    expect(await jobs(1)).toEqual([['a']])
    asks.ask({ siteId: 's', commentIds: ['c'] })
    expect(await jobs(BREATH_MS)).toEqual([['a'], ['b', 'c']])
    await jobs(BREATH_MS)
    asks.ask({ siteId: 's', commentIds: ['d'] })
    expect(await jobs(0)).toEqual([['a'], ['b', 'c'], ['d']])
  })

  test('a job holds at most a batch, and none is lost or doubled', async () => {
    const { added, add, next } = slowQueue()
    const asks = gatherAsks({ add, depth: shallow, log: collectLog().log })
    const ids = names(2 * BATCH + 7)
    for (const id of ids) asks.ask({ siteId: 's', commentIds: [id] })
    for (let turn = 0; turn < 5; turn += 1) await next()
    expect(added.map(({ commentIds }) => commentIds.length)).toEqual([BATCH, BATCH, 7])
    expect(added.flatMap(({ commentIds }) => commentIds)).toEqual(ids)
  })

  test('one site does not wait for another, nor share its job', async () => {
    const { added, add } = slowQueue()
    const asks = gatherAsks({ add, depth: shallow, log: collectLog().log })
    asks.ask({ siteId: 's', commentIds: ['a'] })
    asks.ask({ siteId: 't', commentIds: ['b'] })
    await endOfTurn()
    expect(added.map(({ siteId }) => siteId)).toEqual(['s', 't'])
  })
})

describe('where jobs wait already', () => {
  test('asks gather until a job is full', async () => {
    const { added, add } = slowQueue()
    const deep: Depth = { ...shallow, isDeep: () => true, look: async () => true }
    const asks = gatherAsks({ add, depth: deep, log: collectLog().log })
    for (const id of names(BATCH - 1)) asks.ask({ siteId: 's', commentIds: [id] })
    await endOfTurn()
    expect(added).toEqual([])
    asks.ask({ siteId: 's', commentIds: ['last'] })
    await expect.poll(() => added.length, { timeout: 500 }).toBe(1)
    expect(added[0]?.commentIds).toHaveLength(BATCH)
  })

  test('asks go as soon as there is room', async () => {
    const { added, add } = slowQueue()
    let waiting = true
    const depth: Depth = { ...shallow, isDeep: () => true, look: async () => waiting }
    const asks = gatherAsks({ add, depth, log: collectLog().log })
    asks.ask({ siteId: 's', commentIds: ['a'] })
    expect(added).toEqual([])
    waiting = false
    await expect.poll(() => added.length, { timeout: 500 }).toBe(1)
  })
})

describe('while the queue is away', () => {
  test('asks wait, one line is logged for the outage, and all are added when it is back', async () => {
    const added: ModerateJob[] = []
    let away = true
    const { lines, log } = collectLog()
    const add = async (job: ModerateJob) => {
      if (away) throw new Error('gone')
      added.push(job)
    }
    const asks = gatherAsks({ add, depth: shallow, log })
    for (const id of names(3)) asks.ask({ siteId: 's', commentIds: [id] })
    await expect.poll(() => lines.map(({ event }) => event)).toEqual(['queue.asks.away'])
    away = false
    await expect
      .poll(() => added.flatMap(({ commentIds }) => commentIds).toSorted(), { timeout: 2_000 })
      .toEqual(names(3))
    expect(lines.map(({ event }) => event)).toEqual(['queue.asks.away', 'queue.asks.back'])
  })

  test('no more are held than the bound, and what was dropped is told', async () => {
    const added: string[] = []
    let away = true
    const { lines, log } = collectLog()
    const add = async ({ commentIds }: ModerateJob) => {
      if (away) throw new Error('gone')
      added.push(...commentIds)
    }
    const asks = gatherAsks({ add, depth: shallow, log, heldAtMost: 10 })
    asks.ask({ siteId: 's', commentIds: names(25) })
    await expect.poll(() => lines.length).toBe(1)
    away = false
    await expect.poll(() => added.length, { timeout: 2_000 }).toBe(10)
    expect(lines).toContainEqual({ event: 'queue.asks-dropped', dropped: 15 })
  })

  test('closing tries once more and ends', async () => {
    const asks = gatherAsks({ add: () => Promise.reject(new Error('gone')), depth: shallow, log: collectLog().log })
    asks.ask({ siteId: 's', commentIds: ['a'] })
    await asks.close()
    expect(asks.ask({ siteId: 's', commentIds: ['b'] })).toBeUndefined()
  })
})

test('depth is looked at again only after a while, and an absent queue is not deep', async () => {
  let looks = 0
  let jobs: number | Error = 100
  const depth = watchDepth(async () => {
    looks += 1
    if (jobs instanceof Error) throw jobs
    return jobs
  })
  expect(depth.isDeep()).toBe(false)
  expect(await depth.look()).toBe(true)
  depth.glance()
  expect([looks, depth.isDeep()]).toEqual([1, true])
  jobs = new Error('gone')
  expect(await depth.look()).toBe(false)
})
