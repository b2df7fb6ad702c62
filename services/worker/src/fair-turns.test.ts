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
const setUp = (outside = false) => {
  const begun: [string, number][] = []
  const ends: (() => void)[] = []
  const work = inFairTurns(async ({ siteId, commentIds }, turn) => {
    begun.push([siteId, commentIds.length])
    await new Promise<void>((end) => ends.push(end))
    await turn()
    begun.push([`${siteId} went on`, commentIds.length])
    return { outside }
  })
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  const end = async (nth: number) => {
    ends[nth]?.()
    await pass(0)
  }
  /** Gives a job to work and lets it begin. */
  const start = async (asked: Asked) => {
    const done = work(asked)
    await pass(0)
    return { done }
  }
  /** A small job of a calm site, which is over. */
  const small = async () => {
    const { done } = await start(job('calm', 1))
    await end(ends.length - 1)
    await done
    begun.length = 0
  }
  return { begun, start, end, pass, small, last: () => end(ends.length - 1) }
}

test('a job of many comments takes no step while one of few, of another site, is at work', async () => {
  const { begun, start, end } = setUp()
  const heavy = await start(job('flooded', 200))
  const light = await start(job('calm', FEW))
  await end(0)
  expect(begun).toEqual([
    ['flooded', 200],
    ['calm', FEW],
  ])
  await end(1)
  await Promise.all([light.done, heavy.done])
  expect(begun.slice(2)).toEqual([
    ['calm went on', FEW],
    ['flooded went on', 200],
  ])
})

test('while small jobs come it is done in parts, with a rest after each', async () => {
  const { begun, start, pass, small, last } = setUp()
  await small()
  const heavy = await start(job('flooded', PART + 5))
  expect(begun).toEqual([['flooded', PART]])
  await pass(20)
  await last()
  await pass(35)
  expect(begun.slice(1)).toEqual([['flooded went on', PART]])
  await pass(10)
  expect(begun.slice(2)).toEqual([['flooded', 5]])
  await last()
  await pass(200)
  await heavy.done
})

test('a site waits for none of its own, before or after', async () => {
  const { begun, start, end, last } = setUp()
  const heavy = await start(job('flooded', 200))
  const rest = await start(job('flooded', 1))
  await end(0)
  expect(begun.at(-1)).toEqual(['flooded went on', 200])
  await last()
  await Promise.all([heavy.done, rest.done])
  const few = await start(job('flooded', 1))
  const next = await start(job('flooded', 200))
  expect(begun.at(-1)).toEqual(['flooded', 200])
  await last()
  expect(begun.at(-1)).toEqual(['flooded went on', 200])
  await end(2)
  await Promise.all([few.done, next.done])
})

test('a job that hangs keeps nobody but itself', async () => {
  const { begun, start, small, last } = setUp()
  await small()
  await start(job('hung', 200))
  const other = await start(job('flooded', PART + 5))
  const few = await start(job('hung', 1))
  await last()
  await few.done
  expect(begun).toContainEqual(['flooded', PART])
  expect(begun).toContainEqual(['hung went on', 1])
  void other
})

test.each([
  ['a job that stalled is done as a whole, by its size', 2, false],
  ['what is asked about outside is not, for each part would take a place there', 0, true],
])('%s', async (_what, stalls, outside) => {
  const { begun, start, pass, small, last } = setUp(outside)
  if (outside) {
    const known = await start(job('flooded', 200))
    await last()
    await known.done
  }
  await small()
  const whole = await start(job('flooded', 200, stalls))
  await last()
  await pass(200)
  await whole.done
  expect(begun).toEqual([
    ['flooded', 200],
    ['flooded went on', 200],
  ])
})

test('a job that fails holds nobody up', async () => {
  const work = inFairTurns(async ({ siteId }, turn) => {
    await turn()
    if (siteId === 'broken') throw new Error('broken')
    return { outside: false }
  })
  await expect(work(job('broken', 1))).rejects.toThrow('broken')
  await expect(work(job('broken', 200))).rejects.toThrow('broken')
  const done = work(job('flooded', 200))
  await vi.advanceTimersByTimeAsync(2_000)
  await done
})
