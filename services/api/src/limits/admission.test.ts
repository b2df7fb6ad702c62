import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchBacklog } from './backlog.ts'
import { createAdmission, MOST_AT_ONCE, MOST_PENDING } from './admission.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const setUp = (pending = 0) => {
  const at = { pending, now: 0, asked: 0 }
  const stats = async () => {
    at.asked += 1
    return { pending: at.pending, oldestPendingMs: 0, bySite: [] }
  }
  const admission = createAdmission({
    backlog: watchBacklog({ store: { stats }, now: () => at.now }),
    now: () => at.now,
  })
  /** Lets time pass; the loop comes `late` milliseconds after it should. */
  const pass = async (ms: number, late = 0): Promise<void> => {
    at.now += ms + late
    await vi.advanceTimersByTimeAsync(ms)
  }
  return { at, admission, pass }
}

test('as many comments as share a commit may wait, one more is to come back soon', async () => {
  const { admission } = setUp()
  const stored = Promise.withResolvers<void>()
  const waiting = Array.from({ length: MOST_AT_ONCE }, () => admission.during(() => stored.promise))
  expect(admission.refusal()).toBe(1)
  stored.resolve()
  await Promise.all(waiting)
  expect(admission.refusal()).toBeUndefined()
})

test('what fails waits no longer', async () => {
  const { admission } = setUp()
  const failing = Array.from({ length: MOST_AT_ONCE }, () => admission.during(() => Promise.reject(new Error('away'))))
  expect(admission.refusal()).toBe(1)
  await Promise.allSettled(failing)
  expect(admission.refusal()).toBeUndefined()
})

test('an event loop that comes late again and again refuses until it is in time again; once is over when it is seen', async () => {
  const { admission, pass } = setUp()
  await pass(100, 600)
  expect(admission.refusal()).toBeUndefined()
  await pass(100, 600)
  expect(admission.refusal()).toBe(1)
  await pass(100)
  expect(admission.refusal()).toBeUndefined()
})

test('a backlog that nobody will see soon refuses for longer, and is looked at every two seconds at most', async () => {
  const { at, admission, pass } = setUp(MOST_PENDING)
  expect(admission.refusal()).toBeUndefined() // nobody waits for the first look
  await pass(100)
  expect([admission.refusal(), admission.refusal(), at.asked]).toEqual([30, 30, 1])
  at.pending = MOST_PENDING - 1
  await pass(2_100)
  admission.refusal()
  await pass(100)
  expect(admission.refusal()).toBeUndefined()
})

test('a store that is away refuses nothing', async () => {
  const stats = () => Promise.reject(new Error('away'))
  const admission = createAdmission({ backlog: watchBacklog({ store: { stats }, now: () => 0 }), now: () => 0 })
  admission.refusal()
  await vi.advanceTimersByTimeAsync(10)
  expect(admission.refusal()).toBeUndefined()
})
