import { expect, test } from 'vitest'
import { createLimits } from './limits.ts'

const numbers = {
  read: { points: 3, seconds: 60 },
  write: { points: 2, seconds: 60 },
  guarded: 'off' as const,
  badToken: { points: 1, seconds: 60 },
}

test('each kind has its own allowance, and a caller that used it up is told how long to wait', async () => {
  const { take } = createLimits(numbers)
  const caller = { today: 'a' }
  expect([await take('write', caller), await take('write', caller)]).toEqual([0, 0])
  const waitMs = await take('write', caller)
  expect(waitMs).toBeGreaterThan(0)
  expect(waitMs).toBeLessThanOrEqual(60_000)
  expect(await take('read', caller)).toBe(0)
  expect(await take('write', { today: 'b' })).toBe(0)
})

test('a limit that is off lets everybody through', async () => {
  const { take } = createLimits(numbers)
  const waits = await Promise.all(Array.from({ length: 500 }, () => take('guarded', { today: 'a' })))
  expect(new Set(waits)).toEqual(new Set([0]))
})

test('what was taken under yesterday’s hash still counts after midnight', async () => {
  const { take, countComment } = createLimits(numbers)
  expect(await take('write', { today: 'a' })).toBe(0)
  await countComment('paper', { today: 'a' })
  expect(await take('write', { today: 'b', yesterday: 'a' })).toBe(0)
  expect(await take('write', { today: 'b', yesterday: 'a' })).toBeGreaterThan(0)
  expect(await countComment('paper', { today: 'b', yesterday: 'a' })).toBe(2)
})

test('comments are counted by site and caller', async () => {
  const { countComment } = createLimits(numbers)
  const counted = [
    await countComment('paper', { today: 'a' }),
    await countComment('paper', { today: 'a' }),
    await countComment('other', { today: 'a' }),
    await countComment('paper', { today: 'b' }),
  ]
  expect(counted).toEqual([1, 2, 1, 1])
})

test('a comment takes one write and is counted, and one that has to wait is not', async () => {
  const { take, takeComment, countComment } = createLimits(numbers)
  const caller = { today: 'a' }
  expect(await takeComment('paper', caller)).toEqual({ waitMs: 0, recent: 1 })
  expect(await takeComment('paper', caller)).toEqual({ waitMs: 0, recent: 2 })
  expect((await takeComment('paper', caller)).waitMs).toBeGreaterThan(0)
  expect(await countComment('paper', caller)).toBe(3)
  expect(await take('write', caller)).toBeGreaterThan(0)
})

test('a comment of which nothing was stored is taken back, and the write that it cost is not', async () => {
  const { take, takeComment, uncountComment, countComment } = createLimits(numbers)
  const caller = { today: 'a' }
  for (let times = 0; times < 2; times += 1) {
    expect(await takeComment('paper', caller)).toEqual({ waitMs: 0, recent: 1 })
    await uncountComment('paper', caller)
  }
  expect(await countComment('paper', caller)).toBe(1)
  expect(await take('write', caller)).toBeGreaterThan(0)
})

test('a race at the limit lets exactly the allowance through', async () => {
  const { take } = createLimits(numbers)
  const waits = await Promise.all(Array.from({ length: 50 }, () => take('read', { today: 'a' })))
  expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(3)
})
