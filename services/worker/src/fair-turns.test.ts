import { FEW, type Asked } from '@parley/queue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inFairTurns, PART } from './fair-turns.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

let jobs = 0
const job = (siteId: string, size: number, stalls = 0): Asked => ({
  jobId: String((jobs += 1)),
  siteId,
  commentIds: Array.from({ length: size }, (_, nth) => String(nth)),
  requestIds: [],
  stalls,
})

/** Work whose jobs end when they are told to; what began, as sites and sizes. */
const setUp = () => {
  const begun: [string, number][] = []
  const ends: (() => void)[] = []
  const work = inFairTurns(async ({ siteId, commentIds }, turn) => {
    begun.push([siteId, commentIds.length])
    await new Promise<void>((end) => ends.push(end))
    await turn()
    begun.push([`${siteId} went on`, commentIds.length])
  })
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const end = async (nth: number) => {
    ends[nth]?.()
    await settle()
  }
  /** Gives a job to work and lets it begin. */
  const start = async (asked: Asked) => {
    const done = work(asked)
    await settle()
    return { done }
  }
  return { begun, start, end }
}

test('a job of many comments waits before each step for those of few, and is done in parts while they come', async () => {
  const { begun, start, end } = setUp()
  const heavy = await start(job('flooded', 200))
  const light = await start(job('calm', FEW))
  await end(0)
  expect(begun).toEqual([
    ['flooded', 200],
    ['calm', FEW],
  ])
  const next = await start(job('other', 2 * PART + 20))
  await end(1)
  await Promise.all([light.done, heavy.done])
  expect(begun.slice(2)).toEqual([
    ['calm went on', FEW],
    ['flooded went on', 200],
    ['other', PART],
  ])
  for (let nth = 2; nth < 5; nth += 1) await end(nth)
  await next.done
  expect(begun.slice(5).filter(([site]) => site === 'other')).toEqual([
    ['other', PART],
    ['other', 20],
  ])
})

test('while small jobs come, one part of the large ones is at work', async () => {
  const { begun, start, end } = setUp()
  const light = await start(job('calm', 1))
  await end(0)
  await light.done
  const [one, other] = [await start(job('flooded', PART)), await start(job('flooded', PART))]
  expect(begun.slice(2)).toEqual([['flooded', PART]])
  await end(1)
  await one.done
  expect(begun.slice(3)).toEqual([
    ['flooded went on', PART],
    ['flooded', PART],
  ])
  await end(2)
  await other.done
})

test('a flood’s own small jobs hold nothing up while its large ones are at work', async () => {
  const { begun, start, end } = setUp()
  const heavy = await start(job('flooded', 200))
  const rest = await start(job('flooded', 1))
  await end(0)
  expect(begun.at(-1)).toEqual(['flooded went on', 200])
  await end(1)
  await Promise.all([heavy.done, rest.done])
  const other = await start(job('other', 200))
  const light = await start(job('flooded', 1))
  await end(2)
  expect(begun.at(-1)).toEqual(['flooded', 1])
  await end(3)
  await Promise.all([other.done, light.done])
})

test('a job that stalled is done as a whole, by its size', async () => {
  const { begun, start, end } = setUp()
  const light = await start(job('calm', 1))
  await end(0)
  await light.done
  const stalled = await start(job('flooded', 200, 2))
  await end(1)
  await stalled.done
  expect(begun.at(-1)).toEqual(['flooded went on', 200])
})

test('small jobs wait for nobody, and a job that fails holds nobody up', async () => {
  const work = inFairTurns(async ({ siteId }, turn) => {
    await turn()
    if (siteId === 'broken') throw new Error('broken')
  })
  await expect(work(job('broken', 1))).rejects.toThrow('broken')
  await expect(work(job('broken', 200))).rejects.toThrow('broken')
  await work(job('flooded', 200))
  await Promise.all(['a', 'b', 'c'].map((site) => work(job(site, 1))))
})
