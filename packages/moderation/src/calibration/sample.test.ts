import { expect, test } from 'vitest'
import { coldStart } from '../policy.ts'
import { sampleOf, scoreOf } from './sample.ts'

const trace = (signals: object[]) => ({ check: 'some', version: 1, ms: 0, signals })

test('a kept verdict is weighed as the judge weighs it, with what the models say now', () => {
  const checks = [
    trace([{ code: 'link.count', spam: 1.2, abuse: 0.1, says: 'two links' }]),
    trace([{ code: 'spam.model', spam: 2, model: 'spam@1', says: 'advertising' }]),
    trace([{ code: 'abuse.model', abuse: -1, model: 'abuse@1', says: 'calm' }]),
  ]
  const kept = sampleOf(checks, {})
  expect(kept).toEqual({ weights: { spam: { signals: 1.2, models: 2 }, abuse: { signals: 0.1, models: -1 } } })
  expect(scoreOf(kept, 'spam', coldStart)).toBeCloseTo(-3 + 1.2 + 2)
  expect(sampleOf(checks, { spam: -4 }).weights).toMatchObject({ spam: { models: -4 }, abuse: { models: -1 } })
})

test('a further model keeps its word beside the one that learned', () => {
  const checks = [
    trace([
      { code: 'spam.model', spam: 2, model: 'spam@1', says: 'x' },
      { code: 'spam.reader', spam: 1, model: 'reader@1', says: 'x' },
    ]),
  ]
  expect(sampleOf(checks, { spam: 5 }).weights.spam.models).toBe(3)
})

test('the strongest wish stands, and what is no trace says nothing', () => {
  const wishes = [
    { code: 'a.b', wants: 'hold', says: 'x' },
    { code: 'c.d', wants: 'reject', says: 'x' },
  ]
  expect(sampleOf([trace(wishes)], {}).insists).toBe('reject')
  expect(sampleOf([null, 3, { signals: 'none' }, { check: 'judge', spamRisk: 0.3, signals: [] }], {})).toEqual({
    weights: { spam: { signals: 0, models: 0 }, abuse: { signals: 0, models: 0 } },
  })
})
