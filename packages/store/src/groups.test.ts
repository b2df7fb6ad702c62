import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { inGroups, LONG_MS } from './groups.ts'

/** A run that finishes when told to, and remembers its groups. */
const stepped = (bad: number[] = []) => {
  const groups: number[][] = []
  const gates: (() => void)[] = []
  const run = async (items: number[]): Promise<number[]> => {
    groups.push(items)
    await new Promise<void>((open) => gates.push(open))
    if (items.some((item) => bad.includes(item))) throw new Error(`bad ${items.join()}`)
    return items.map((item) => item * 10)
  }
  const openAll = async (): Promise<void> => {
    for (let idle = 0; idle < 20; idle += 1) {
      gates.splice(0).forEach((open) => open())
      await Promise.resolve()
    }
  }
  return { groups, run, openAll }
}

test('an idle call runs at once, those that come meanwhile share the next run', async () => {
  const { groups, run, openAll } = stepped()
  const grouped = inGroups({ most: 3, inFlight: 1, run, mayBeOneItem: () => true })
  const first = grouped(1)
  await Promise.resolve()
  const rest = [2, 3, 4, 5].map(grouped)
  await openAll()
  expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30, 40, 50])
  expect(groups).toEqual([[1], [2, 3, 4], [5]])
})

test('no more runs than allowed are under way', async () => {
  const { groups, run, openAll } = stepped()
  const grouped = inGroups({ most: 1, inFlight: 2, run, mayBeOneItem: () => true })
  const all = [1, 2, 3, 4].map(grouped)
  await Promise.resolve()
  expect(groups).toHaveLength(2)
  await openAll()
  expect(await Promise.all(all)).toEqual([10, 20, 30, 40])
})

test('a group is as heavy as allowed, and a heavier call goes alone', async () => {
  const { groups, run, openAll } = stepped()
  const grouped = inGroups({ most: 5, inFlight: 1, run, mayBeOneItem: () => true, weigh: (item) => item })
  const all = [2, 3, 9, 1].map(grouped)
  await openAll()
  await Promise.all(all)
  expect(groups).toEqual([[2, 3], [9], [1]])
})

test('light calls do not wait for a heavy run: one run of them alone goes beside it', async () => {
  const { groups, run, openAll } = stepped()
  const grouped = inGroups({ most: 200, inFlight: 1, run, mayBeOneItem: () => true, weigh: (item) => item })
  const all = [200, 199, 198, 20, 5].map(grouped)
  await Promise.resolve()
  expect(groups).toEqual([[200], [20, 5]])
  all.push(...[4, 21, 3].map(grouped)) // they wait for that one, and share the next
  await Promise.resolve()
  expect(groups).toHaveLength(2)
  await openAll()
  await Promise.all(all)
  expect(groups.slice(2).toSorted(([one = 0], [two = 0]) => two - one)).toEqual([[199], [198], [21], [4, 3]])
})

test('light calls share a run where none is heavy, and calls of one weight keep their order', async () => {
  const { groups, run, openAll } = stepped()
  const grouped = inGroups({ most: 200, inFlight: 1, run, mayBeOneItem: () => true, weigh: (item) => item })
  const all = [1, 2].map(grouped)
  await Promise.resolve()
  all.push(...[3, 4].map(grouped))
  await Promise.resolve()
  expect(groups).toEqual([[1, 2]])
  await openAll()
  await Promise.all(all)
  expect(groups).toEqual([
    [1, 2],
    [3, 4],
  ])
  const equal = stepped()
  const ones = inGroups({ most: 20, inFlight: 1, run: equal.run, mayBeOneItem: () => true })
  const many = Array.from({ length: 50 }, (_, nth) => ones(nth))
  await equal.openAll()
  await Promise.all(many)
  expect(equal.groups.map(({ length }) => length)).toEqual([20, 20, 10])
})

test('one bad item fails alone', async () => {
  const { run, openAll } = stepped([2])
  const grouped = inGroups({ most: 10, inFlight: 1, run, mayBeOneItem: () => true })
  const settled = Promise.allSettled([1, 2, 3].map(grouped))
  await openAll()
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a fault that is no single item’s fails the whole group once', async () => {
  const { groups, run, openAll } = stepped([2])
  const grouped = inGroups({ most: 10, inFlight: 1, run, mayBeOneItem: () => false })
  const settled = Promise.allSettled([1, 2, 3].map(grouped))
  await openAll()
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(groups).toEqual([[1, 2, 3]])
})

describe('a run that takes long', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
  afterEach(() => void vi.useRealTimers())

  test('is not waited for by those behind it, three times at most', async () => {
    const { groups, run, openAll } = stepped()
    const grouped = inGroups({ most: 1, inFlight: 1, run, mayBeOneItem: () => true })
    const all = [1, 2, 3, 4, 5, 6].map(grouped)
    const started = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms)
      return groups.length
    }
    expect(await started(LONG_MS - 1)).toBe(1)
    expect(await started(1)).toBe(2)
    expect(await started(LONG_MS)).toBe(3)
    expect(await started(LONG_MS)).toBe(4)
    expect(await started(10 * LONG_MS)).toBe(4)
    await openAll()
    expect(await Promise.all(all)).toEqual([10, 20, 30, 40, 50, 60])
  })

  test('says how long it took when it fails', async () => {
    const { groups, run, openAll } = stepped([2])
    const took: number[] = []
    const mayBeOneItem = (_fault: unknown, ms: number) => took.push(ms) === 0
    const grouped = inGroups({ most: 3, inFlight: 1, run, mayBeOneItem })
    const settled = Promise.allSettled([1, 2, 3].map(grouped))
    await vi.advanceTimersByTimeAsync(30_000)
    await openAll()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect([groups, took]).toEqual([[[1, 2, 3]], [30_000]])
  })

  test('leaves as many in flight as before once it ends', async () => {
    const { groups, run, openAll } = stepped()
    const grouped = inGroups({ most: 1, inFlight: 1, run, mayBeOneItem: () => true })
    const first = grouped(1)
    await vi.advanceTimersByTimeAsync(LONG_MS)
    await openAll()
    await first
    const all = [2, 3].map(grouped)
    await Promise.resolve()
    expect(groups).toEqual([[1], [2]])
    await openAll()
    expect(await Promise.all(all)).toEqual([20, 30])
  })
})
