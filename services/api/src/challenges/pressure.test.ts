import { expect, test } from 'vitest'
import { settle } from '../counts/fakes.ts'
import { watchBacklog } from '../limits/backlog.ts'
import { createPressure, queueLevel } from './pressure.ts'

test.each([
  [0, 0, 0],
  [10_000, 5, 0],
  [199, 3_600, 0],
  [200, 59, 0],
  [200, 60, 1],
  [500, 180, 2],
  [1_000, 600, 3],
  [50_000, 1, 1],
  [200_000, 0, 3],
])('%i comments of which the oldest has waited %i s are level %i', (pending, seconds, level) => {
  expect(queueLevel({ pending, oldestPendingMs: seconds * 1_000 })).toBe(level)
})

const watch = (rejected: () => number) => {
  const asked: string[][] = []
  const state = { now: 0, pending: 0, oldestPendingMs: 0, away: false, looks: 0 }
  const now = () => state.now
  const store = {
    stats: async () => {
      state.looks += 1
      if (state.away) throw new Error('ECONNREFUSED')
      return { pending: state.pending, oldestPendingMs: state.oldestPendingMs, bySite: [] }
    },
    comments: {
      countRejected: async (_site: string, ids: readonly string[]) => {
        asked.push([...ids])
        return rejected()
      },
    },
  }
  const pressure = createPressure({ store, backlog: watchBacklog({ store, now }), now })
  return { pressure, asked, state }
}

test('the queue is looked at every two seconds at most, and nobody waits for the look', async () => {
  const { pressure, state } = watch(() => 0)
  state.pending = 1_000
  state.oldestPendingMs = 700_000
  expect(await pressure.level('paper', 'n')).toBe(0)
  await settle()
  expect(await pressure.level('paper', 'n')).toBe(3)
  expect(state.looks).toBe(1)
  state.now = 2_001
  state.away = true
  await pressure.level('paper', 'n')
  await settle()
  expect([await pressure.level('paper', 'n'), state.looks]).toEqual([3, 2])
})

test('a network is known by its last twenty comments on that site, and asked about every five seconds at most', async () => {
  let rejected = 0
  const { pressure, asked, state } = watch(() => rejected)
  for (let n = 0; n < 4; n += 1) pressure.sent('paper', 'a', `id-${n}`)
  await pressure.level('paper', 'a')
  expect(asked).toEqual([])
  for (let n = 4; n < 30; n += 1) pressure.sent('paper', 'a', `id-${n}`)
  rejected = 10
  expect(await pressure.level('paper', 'a')).toBe(3)
  expect(asked).toEqual([Array.from({ length: 20 }, (_, n) => `id-${n + 10}`)])
  expect([await pressure.level('other', 'a'), await pressure.level('paper', 'b')]).toEqual([0, 0])
  rejected = 0
  expect(await pressure.level('paper', 'a')).toBe(3)
  state.now = 5_001
  expect(await pressure.level('paper', 'a')).toBe(0)
})
