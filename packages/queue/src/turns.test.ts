import { expect, test } from 'vitest'
import { takeTurns } from './turns.ts'

test('a site comes after its own jobs, and another one at the turn being served', () => {
  const turns = takeTurns(() => 0)
  expect([1, 2, 3].map(() => turns.take('flooded'))).toEqual([1, 2, 3])
  expect(turns.take('calm')).toBe(1)
  turns.serving(3)
  expect(turns.take('calm')).toBe(3)
  expect(turns.take('flooded')).toBe(4)
})

test('a flood that begins later does not go before one that waits already', () => {
  const turns = takeTurns(() => 0)
  for (let job = 0; job < 100; job += 1) turns.take('first')
  turns.serving(60)
  expect([1, 2, 3].map(() => turns.take('second'))).toEqual([60, 61, 62])
})

test('a site waits while its last turn has not gone by', () => {
  const turns = takeTurns(() => 0)
  expect(turns.waits('s')).toBe(false)
  turns.take('s')
  turns.take('s')
  turns.serving(2)
  expect([turns.waits('s'), turns.waits('t')]).toEqual([true, false])
  turns.serving(3)
  expect(turns.waits('s')).toBe(false)
})

test('when nothing waits, or what is known is old, turns begin anew', () => {
  let time = 0
  const turns = takeTurns(() => time)
  for (let job = 0; job < 5; job += 1) turns.take('s')
  turns.serving(undefined)
  expect([turns.waits('s'), turns.take('s')]).toEqual([false, 1])
  turns.take('s')
  time = 2_000
  expect([turns.waits('s'), turns.take('s')]).toEqual([false, 1])
})

test('turns end where BullMQ has no more priorities', () => {
  const turns = takeTurns(() => 0)
  turns.serving(2_097_151)
  expect([turns.take('s'), turns.take('s')]).toEqual([2_097_151, 2_097_151])
})
