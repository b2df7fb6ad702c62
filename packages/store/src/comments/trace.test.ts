import { expect, test } from 'vitest'
import { packTrace, readTrace } from './trace.ts'

const loud = { check: 'links', version: 2, ms: 0.01, signals: [{ code: 'link.count', spam: 1 }] }
const silent = { check: 'shape', version: 1, ms: 0.003, signals: [] }
const judge = { check: 'judge', version: 1, ms: 0, signals: [], spamRisk: 0.1 }

test('a trace is read as it was given, the silent checks kept short', () => {
  const kept = packTrace([silent, loud, judge])
  expect(JSON.parse(kept)).toEqual([['shape', 1, 0.003], loud, judge])
  expect(readTrace(kept)).toEqual([silent, loud, judge])
})

test.each([[[]], [[{ evidence: 'x' }]], [['word', null, 7]]])('%j is read as it was given', (given) => {
  expect(readTrace(packTrace(given))).toEqual(given)
})
