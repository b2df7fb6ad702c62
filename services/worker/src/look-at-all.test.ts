import { expect, test } from 'vitest'
import { lookAtAll, lookUnwatched } from './look-at-all.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

test('what each item gave comes back in order', async () => {
  const { done, failed } = await lookAtAll(numbers(450), (item) => item * 2)
  expect(done.map(({ out }) => out)).toEqual(numbers(450).map((item) => item * 2))
  expect(failed).toEqual([])
})

test('an item that throws fails alone', async () => {
  const { done, failed } = await lookAtAll(numbers(45), (item) => {
    if (item % 10 === 3) throw new Error(`no ${item}`)
    return item
  })
  expect(failed.map(({ item }) => item)).toEqual([3, 13, 23, 33, 43])
  expect(done.map(({ item }) => item)).toEqual(numbers(45).filter((item) => item % 10 !== 3))
})

test.each([
  [
    'an endless loop',
    () => {
      for (;;);
    },
  ],
  ['a runaway pattern', () => /^(a+)+$/.test(`${'a'.repeat(64)}!`)],
])('%s fails alone and in time', async (_, hang) => {
  const started = performance.now()
  const { done, failed } = await lookAtAll(numbers(5), (item) => (item === 2 ? hang() : item))
  expect(failed.map(({ item }) => item)).toEqual([2])
  expect(done.map(({ item }) => item)).toEqual([0, 1, 3, 4])
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('jobs that look at once are looked at in one turn, and what fails in one is no other’s', async () => {
  const looks: string[] = []
  const note = (job: string, bad: boolean) => (item: number) => {
    looks.push(job)
    if (bad && item === 1) throw new Error('no')
    return item
  }
  const before = lookAtAll(numbers(2), note('before', false))
  const [first, bad, last] = await Promise.all([
    before,
    lookAtAll(numbers(3), note('bad', true)),
    lookAtAll(numbers(2), note('last', false)),
  ])
  expect([first, last].map(({ done, failed }) => [done.length, failed.length])).toEqual([
    [2, 0],
    [2, 0],
  ])
  expect([bad.done.map(({ item }) => item), bad.failed.map(({ item }) => item)]).toEqual([[0, 2], [1]])
  expect(looks.filter((job) => job !== 'bad')).toEqual(['before', 'before', 'last', 'last'])
})

test('a small job waits for a turn or two, and not for all that full ones have to look at', async () => {
  let looks = 0
  const look = () => void (looks += 1)
  const full = [1, 2, 3].map(() => lookAtAll(numbers(200), look))
  await lookAtAll([1], look)
  expect(looks).toBeLessThanOrEqual(201)
  await Promise.all(full)
  expect(looks).toBe(601)
})

test('an endless loop of one job costs the job beside it its turn, and nothing else', async () => {
  const hang = (): number => {
    for (;;);
  }
  const [bad, good] = await Promise.all([lookAtAll([1], hang), lookAtAll([1, 2], (item) => item)])
  expect([bad.failed.length, good.done.length]).toEqual([1, 2])
})

test('others get their turn between slices, and between the items of a bad one', async () => {
  let turns = 0
  let looking = true
  const take = () => {
    turns += 1
    if (looking) setImmediate(take)
  }
  setImmediate(take)
  await lookAtAll(numbers(401), () => undefined)
  expect(turns).toBeGreaterThanOrEqual(3)
  const before = turns
  await lookAtAll(numbers(50), () => {
    throw new Error('no')
  })
  looking = false
  expect(turns - before).toBeGreaterThanOrEqual(50)
})

test('looked at unwatched, an item that throws fails alone and the others keep their order', () => {
  const looked = lookUnwatched([1, 2, 3], (item) => {
    if (item === 2) throw new Error('two')
    return item * 10
  })
  expect(looked).toEqual({
    done: [
      { item: 1, out: 10 },
      { item: 3, out: 30 },
    ],
    failed: [{ item: 2, err: new Error('two') }],
  })
})
