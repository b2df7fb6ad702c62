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

describe('where calls are somebody’s', () => {
  type Call = { whose: string; weight: number }
  const setUp = () => {
    const started: string[] = []
    const gates = new Map<string, () => void>()
    const run = async (calls: Call[]): Promise<string[]> => {
      const name = calls.map(({ whose, weight }) => `${whose}${weight}`).join(' ')
      started.push(name)
      await new Promise<void>((open) => gates.set(name, open))
      return calls.map(() => name)
    }
    const grouped = inGroups<Call, string>({
      most: 200,
      inFlight: 1,
      run,
      mayBeOneItem: () => true,
      weigh: ({ weight }) => weight,
      of: ({ whose }) => whose,
    })
    const call = async (whose: string, weight: number): Promise<string> => grouped({ whose, weight })
    const end = async (name: string): Promise<void> => {
      gates.get(name)?.()
      for (let turns = 0; turns < 20; turns += 1) await Promise.resolve()
    }
    return { started, call, end }
  }

  test('light calls do not wait for another’s run: one run of them alone goes beside it', async () => {
    const { started, call, end } = setUp()
    const all = [call('f', 200), call('f', 199), call('a', 20), call('b', 5)]
    await Promise.resolve()
    expect(started).toEqual(['f200', 'a20 b5'])
    all.push(call('c', 4), call('c', 21), call('d', 3)) // they wait for that one, and the light ones share the next
    await end('a20 b5')
    expect(started.slice(2)).toEqual(['c4 d3'])
    for (const name of ['f200', 'f199', 'c21', 'c4 d3']) await end(name)
    expect(await Promise.all(all)).toEqual(['f200', 'f199', 'a20 b5', 'a20 b5', 'c4 d3', 'c21', 'c4 d3'])
  })

  test('a light one whose own are under way waits for its turn, and holds up no other', async () => {
    const { started, call, end } = setUp()
    const all = [call('f', 200), call('f', 1), call('a', 2)]
    await Promise.resolve()
    expect(started).toEqual(['f200', 'a2'])
    await end('f200')
    expect(started.at(-1)).toBe('f1')
    for (const name of ['f1', 'a2']) await end(name)
    expect(await Promise.all(all)).toEqual(['f200', 'f1', 'a2'])
  })

  test('nor do they wait for a light run, which may wait for a lock', async () => {
    const { started, call, end } = setUp()
    const all = [call('f', 1)]
    await Promise.resolve()
    all.push(call('f', 2), call('a', 3))
    await Promise.resolve()
    expect(started).toEqual(['f1', 'a3'])
    for (const name of ['f1', 'f2', 'a3']) await end(name)
    expect(await Promise.all(all)).toEqual(['f1', 'f2', 'a3'])
  })
})

test('calls of one weight keep their order', async () => {
  const { groups, run, openAll } = stepped()
  const ones = inGroups({ most: 20, inFlight: 1, run, mayBeOneItem: () => true })
  const many = Array.from({ length: 50 }, (_, nth) => ones(nth))
  await openAll()
  await Promise.all(many)
  expect(groups).toEqual(
    [0, 20, 40].map((from) => Array.from({ length: Math.min(20, 50 - from) }, (_, at) => from + at)),
  )
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
