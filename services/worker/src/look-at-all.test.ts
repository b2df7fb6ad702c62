import { expect, test } from 'vitest'
import { lookAtAll } from './look-at-all.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

test('what each item gave comes back in order', async () => {
  const { done, failed } = await lookAtAll(numbers(65), (item) => item * 2)
  expect(done.map(({ out }) => out)).toEqual(numbers(65).map((item) => item * 2))
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

test('others get their turn between slices', async () => {
  let turns = 0
  const ticking = setInterval(() => (turns += 1), 1)
  const busy = performance.now() + 50
  await lookAtAll(numbers(200), () => {
    const until = Math.min(busy, performance.now() + 2)
    while (performance.now() < until);
  })
  clearInterval(ticking)
  expect(turns).toBeGreaterThan(0)
})
