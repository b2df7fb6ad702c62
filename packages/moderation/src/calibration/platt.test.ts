import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitOffset, fitPlatt, identity, logLoss, logOddsOfProbability, probabilityOf } from './platt.ts'

/** Samples whose true log-odds are `slope × score + offset`, spread evenly, without chance. */
const samplesOf = ({ slope, offset }: { slope: number; offset: number }) =>
  Array.from({ length: 81 }, (_, at) => at / 10 - 4).flatMap((score) => {
    const bad = Math.round(200 * probabilityOf(slope * score + offset))
    return Array.from({ length: 200 }, (_, nth) => ({ score, bad: nth < bad }))
  })

test.each([
  { slope: 1, offset: 0 },
  { slope: 0.5, offset: -1 },
  { slope: 2, offset: 1.5 },
])('finds the line that made the samples: $slope, $offset', (line) => {
  const fitted = fitPlatt(samplesOf(line))
  expect(fitted.slope).toBeCloseTo(line.slope, 1)
  expect(fitted.offset).toBeCloseTo(line.offset, 1)
})

test('targets are smoothed: samples that can be told apart do not make it sure beyond their number', () => {
  const ten = Array.from({ length: 10 }, (_, at) => ({ score: at < 5 ? -1 : 1, bad: at >= 5 }))
  const { slope, offset } = fitPlatt(ten)
  expect(probabilityOf(slope + offset)).toBeCloseTo(6 / 7, 3)
  expect(probabilityOf(offset - slope)).toBeCloseTo(1 / 7, 3)
})

test('scores that tell the wrong way round are worth nothing, and one kind of sample teaches nothing', () => {
  const wrongWay = samplesOf({ slope: 1, offset: 0 }).map(({ score, bad }) => ({ score: -score, bad }))
  expect(fitPlatt(wrongWay).slope).toBe(0)
  expect(fitPlatt([{ score: 3, bad: true }])).toEqual(identity)
  expect(fitPlatt([])).toEqual(identity)
})

test('whatever the samples, the line is finite and a higher score is never the safer one', () => {
  const sample = fc.record({ score: fc.double({ min: -20, max: 20, noNaN: true }), bad: fc.boolean() })
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 60 }), (samples) => {
      const { slope, offset } = fitPlatt(samples)
      expect([Number.isFinite(slope), Number.isFinite(offset), slope >= 0]).toEqual([true, true, true])
    }),
    { numRuns: 200 },
  )
})

test('what is fitted foretells better than saying the mean of all', () => {
  const samples = samplesOf({ slope: 1, offset: -1 })
  const { slope, offset } = fitPlatt(samples)
  const mean = logOddsOfProbability(samples.filter(({ bad }) => bad).length / samples.length)
  const lossOf = (say: (score: number) => number) =>
    samples.reduce((sum, { score, bad }) => sum + logLoss(say(score), bad), 0) / samples.length
  expect(lossOf((score) => slope * score + offset)).toBeLessThan(lossOf(() => mean) - 0.1)
})

test('an offset alone makes the mean right and leaves the slope', () => {
  expect(fitOffset(samplesOf({ slope: 1, offset: -2 }))).toBeCloseTo(-2, 2)
  expect(fitOffset([])).toBe(0)
  expect(Number.isFinite(fitOffset([{ score: 3, bad: true }]))).toBe(true)
})
