import { expect, test, vi } from 'vitest'
import { fakeStore, settle, virtualTicker } from './fakes.ts'
import { BREATH_MS, followSite, PATIENCE_MS, within } from './follower.ts'
import { createMemory } from './memory.ts'
import type { Changes, CountsStore, Read, Ticker } from './ports.ts'

const news = 'news'
const keysOf = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

/** A follower of one site, its store, and all that it tells. */
const setUp = <S extends Pick<CountsStore, 'counts'>>(store: S) => {
  const ticker = virtualTicker()
  const after = vi.spyOn(ticker, 'after')
  const all = createMemory({ maxBytes: 1_000_000 })
  const memory = all.open(news)
  const told = { forgotten: 0, failed: [] as unknown[], applied: [] as [number, number][] }
  const follower = followSite({
    memory,
    all,
    store,
    ticker,
    forget: () => {
      told.forgotten += 1
      all.drop(memory)
    },
    failed: (fault) => void told.failed.push(fault),
    applied: ({ from, to }) => void told.applied.push([from, to]),
  })
  const breaths = () => after.mock.calls.filter(([ms]) => ms <= BREATH_MS).length
  return { store, ticker, all, memory, told, follower, breaths }
}

/** A store whose answers are given one after the other. */
const scripted = (reads: Partial<Read>[], pages: Partial<Changes>[]): Pick<CountsStore, 'counts'> => ({
  counts: {
    read: async () => ({ revision: 0, epoch: 1, counts: new Map(), ...reads.shift() }),
    changes: async () => ({ revision: 0, epoch: 1, changes: [], more: false, ...pages.shift() }),
  },
})

test('what is known is not read again, also where nothing ever happened', async () => {
  const { store, follower } = setUp(fakeStore())
  await follower.ask(['a'])
  await follower.ask(['a'])
  expect(store.asked.map(({ verb }) => verb)).toEqual(['read', 'changes'])
})

test('another epoch is another history, also where nothing ever happened', async () => {
  const { store, follower, told } = setUp(fakeStore())
  await follower.ask(['a'])
  store.repair(news, 'a', 1)
  expect(await follower.ask(['b'])).toBe('gone')
  expect(told.forgotten).toBe(1)
})

test('a fill that saw more than is followed confirms nothing until the log was read', async () => {
  const { store, ticker, memory, follower } = setUp(fakeStore())
  await follower.ask(['a'])
  const { confirmedAt } = memory
  await ticker.advance(500)
  store.happen(news, 'b', 1)
  store.hold(['changes'])
  const asked = follower.ask(['b'])
  await settle()
  expect(store.queries('changes')).toHaveLength(1)
  expect(memory.confirmedAt).toBe(confirmedAt)
  await store.release()
  await asked
  expect(memory.confirmedAt).toBe(confirmedAt + 500)
})

test.for<[string, Partial<Read>[], Partial<Changes>[]]>([
  ['ends before what a fill saw', [{ revision: 1 }, { revision: 5 }], [{ revision: 3 }]],
  ['says that there is more and tells nothing', [{ revision: 1 }, { revision: 5 }], [{ more: true }, { revision: 5 }]],
  [
    'goes back between two pages',
    [{ revision: 1 }, { revision: 2 }],
    [{ more: true, revision: 10, changes: [{ keys: ['x'], count: 1, revision: 10 }] }, { revision: 5 }],
  ],
  ['is of another epoch', [{ revision: 1 }, { revision: 2 }], [{ revision: 2, epoch: 2 }]],
])('a log that %s is another history', async ([, reads, pages]) => {
  const { follower, told } = setUp(scripted(reads, pages))
  await follower.ask(['a'])
  expect(await follower.ask(['b'])).toBe('gone')
  expect(told).toEqual({ forgotten: 1, failed: [], applied: [] })
})

test('a step is told when it applied something, and only then', async () => {
  const { store, follower, told } = setUp(fakeStore())
  await follower.ask(['a'])
  await follower.ask(['a'])
  expect(told.applied).toEqual([])
  store.happen(news, 'a', 1)
  await follower.ask(['a'])
  expect(told.applied).toEqual([[0, 1]])
})

test.for([
  ['two of six hundred keys', [600, 600, 600], [1_200, 600]],
  ['just as many keys as it may', [500, 500, 1], [1_000, 1]],
  ['one of all the keys it may', [1_000, 1], [1_000, 1]],
  ['all that wait', [3, 4], [7]],
] as const)('a step takes %s, and the next one the rest', async ([, sizes, steps]) => {
  const { store, follower } = setUp(fakeStore())
  store.hold()
  const asked = [follower.ask(['first']), ...sizes.map((size, at) => follower.ask(keysOf(size, `${at}-`)))]
  await store.release()
  await Promise.all(asked)
  expect(store.queries('read').map(({ keys }) => keys?.length)).toEqual([1, ...steps])
})

test('who comes while a step finds its history gone is told so', async () => {
  const { store, all, memory, follower } = setUp(fakeStore())
  store.hold()
  const asked = [follower.ask(['a']), follower.ask(['b'])]
  await settle()
  all.drop(memory)
  await store.release()
  expect(await Promise.all(asked)).toEqual(['gone', 'gone'])
  expect(store.queries('read')).toHaveLength(1)
})

test('a fault that nobody waits for is told, one that somebody waits for is theirs', async () => {
  const { store, follower, told } = setUp(fakeStore())
  await follower.ask(['a'])
  store.leave()
  await expect(follower.ask(['b'])).rejects.toThrow('connection refused')
  expect(told.failed).toEqual([])
  follower.wake()
  await settle()
  expect(told.failed).toEqual([expect.objectContaining({ message: 'connection refused' })])
})

test('a wake-up is one look at the log', async () => {
  const { store, ticker, follower } = setUp(fakeStore())
  await follower.ask(['a'])
  follower.wake()
  await ticker.advance(1_000)
  expect(store.queries('changes')).toHaveLength(1)
})

test('a wake-up during a look has another look follow, a breath later', async () => {
  const { store, ticker, memory, follower } = setUp(fakeStore())
  await follower.ask(['a'])
  store.hold(['changes'])
  follower.wake()
  await settle()
  store.happen(news, 'a', 1)
  follower.wake()
  await store.release()
  expect([memory.revision, store.queries('changes').length]).toEqual([0, 1])
  await ticker.advance(BREATH_MS)
  expect([memory.revision, store.queries('changes').length]).toEqual([1, 2])
})

test('wake-ups within a breath wait for one and the same moment', async () => {
  const { store, ticker, follower, breaths } = setUp(fakeStore())
  await follower.ask(['a'])
  for (let turn = 0; turn < 4; turn += 1) {
    follower.wake()
    await settle()
  }
  expect(breaths()).toBe(1)
  await ticker.advance(1_000)
  expect(store.queries('changes')).toHaveLength(2)
  follower.wake()
  follower.wake()
  await ticker.advance(1_000)
  expect(breaths()).toBe(2)
})

test('steps never overlap: a look that is due or asked for waits for the fill under way', async () => {
  const { store, ticker, follower } = setUp(fakeStore())
  await follower.ask(['a'])
  follower.wake()
  await settle()
  follower.wake() // due after a breath
  store.hold()
  const asked = follower.ask(['b'])
  await ticker.advance(BREATH_MS)
  expect(store.queries('changes')).toHaveLength(1)
  await ticker.advance(BREATH_MS)
  follower.wake()
  await settle()
  expect(store.queries('changes')).toHaveLength(1)
  await store.release()
  await asked
  await ticker.advance(BREATH_MS)
  expect(store.queries('changes')).toHaveLength(2)
})

test('patience ends with an answer: the timer is called off, whatever the answer', async () => {
  let open = 0
  const ticker: Ticker = {
    now: () => 0,
    after: (ms) => {
      expect(ms).toBe(PATIENCE_MS)
      open += 1
      return () => void (open -= 1)
    },
  }
  expect(await within(ticker, Promise.resolve(7))).toBe(7)
  await expect(within(ticker, Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(open).toBe(0)
})

test('what takes longer than patience lasts is unavailable, and it is said when to come again', async () => {
  const ticker = virtualTicker()
  const asked = within(ticker, new Promise(() => undefined)).catch((fault: unknown) => fault)
  await ticker.advance(PATIENCE_MS)
  expect(await asked).toMatchObject({ code: 'unavailable', extra: { headers: { 'Retry-After': '1' } } })
})
