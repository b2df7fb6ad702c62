import { expect, test } from 'vitest'
import { newId } from './new-id.ts'

test('it is a UUID of version 7 that tells its millisecond', () => {
  const before = Date.now()
  const ids = Array.from({ length: 1_000 }, () => newId())
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const ms = Number.parseInt(id.replace('-', '').slice(0, 12), 16)
    expect(ms).toBeGreaterThanOrEqual(before)
    expect(ms).toBeLessThanOrEqual(Date.now() + 1)
  }
})

test('they ascend, however many one millisecond has and whatever the clock does', () => {
  const start = Date.now() + 1_000
  const ids = Array.from({ length: 20_000 }, (_, nth) => newId(nth === 10_000 ? start - 500 : start))
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
})

test('what is random in them differs, and is all of what the version leaves', () => {
  const tails = Array.from({ length: 1_000 }, () => newId().slice(19))
  expect(new Set(tails).size).toBe(1_000)
  expect(new Set(tails.map((tail) => tail[0]))).toEqual(new Set(['8', '9', 'a', 'b']))
})
