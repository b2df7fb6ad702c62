import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packTrace, readTrace } from './trace.ts'

const loud = { check: 'links', version: 2, ms: 0.01, signals: [{ code: 'link.count', spam: 1, evidence: 'a|b' }] }
const silent = { check: 'shape', version: 1, ms: 0.003, signals: [] }
const judge = { check: 'judge', version: 1, ms: 0, signals: [], spamRisk: 0.1 }

test('a trace is read as it was given, the silent checks kept short', () => {
  const kept = packTrace([silent, loud, judge])
  expect(kept).toMatch(/^\|shape 1 3\|\{"check":"links".*"a\\u007cb".*\|\{"check":"judge".*\}$/)
  expect(readTrace(kept)).toEqual([silent, loud, judge])
})

test.each([
  [[]],
  [[{ evidence: 'x' }]],
  [['word', null, 7, 'a|b']],
  [[{ check: 'Shape one', version: 1, ms: 0, signals: [] }]],
  [[{ check: 'shape', version: 1.5, ms: 0, signals: [] }]],
  [[{ check: 'shape', version: 1, ms: 0.000_1, signals: [] }]],
  [[[1]]],
])('%j is read as it was given', (given) => {
  expect(readTrace(packTrace(given))).toEqual(given)
})

test('whatever a trace holds is read as it was given', () => {
  const anything = fc.array(
    fc.oneof(
      fc.jsonValue(),
      fc.record({ check: fc.string(), version: fc.nat(), ms: fc.nat(), signals: fc.constant([]) }),
    ),
  )
  fc.assert(
    fc.property(anything, (given) => {
      expect(readTrace(packTrace(given))).toEqual(JSON.parse(JSON.stringify(given)))
    }),
  )
})

test('what was kept as an array of JSON is read too', () => {
  expect(readTrace(JSON.stringify([['shape', 1, 0.003], loud]))).toEqual([silent, loud])
})
