import { expect, test } from 'vitest'
import { disguises, slips } from './attacks.ts'
import { calibrationError, figuresOf, riskAt, type Scored } from './figures.ts'

const scored = (...pairs: [number, 0 | 1][]): Scored[] => pairs.map(([score, label]) => ({ score, label }))

test('a perfect ranking, its reverse, and ties', () => {
  expect(figuresOf(scored([2, 1], [1, 0]), 0).auc).toBe(1)
  expect(figuresOf(scored([1, 1], [2, 0]), 0).auc).toBe(0)
  expect(figuresOf(scored([1, 1], [1, 0], [1, 0]), 0).auc).toBe(0.5)
})

test('figures at the fixed threshold and where one clean text in a hundred passes', () => {
  const clean = Array.from({ length: 200 }, (_, at): [number, 0 | 1] => [at / 200, 0])
  const figures = figuresOf(scored([0.5, 1], [0.992, 1], [2, 1], ...clean), 0.9)
  expect(figures.recall).toBeCloseTo(2 / 3)
  expect(figures.falsePositives).toBeCloseTo(20 / 200)
  expect(figures.recallAt1).toBeCloseTo(2 / 3)
  expect(figures.recallAtTenth).toBeCloseTo(1 / 3)
  expect(figures.precisionAt1).toBeCloseTo(2 / 4)
})

test('many distinct scores are as good as few', () => {
  const many = Array.from({ length: 200_000 }, (_, at): [number, 0 | 1] => [at, at < 100_000 ? 0 : 1])
  expect(
    figuresOf(
      many.map(([score, label]): Scored => ({ score, label })),
      100_000,
    ),
  ).toMatchObject({ auc: 1, macroF1: 1, bestMacroF1: 1 })
})

test('one label has no ranking', () => {
  expect(figuresOf(scored([1, 1]), 0)).toEqual({ n: 1, positives: 1, recall: 1 })
})

test('chances that hold true have no error, boasting ones do', () => {
  const half = Array.from({ length: 100 }, (_, at): [number, 0 | 1] => [0, at % 2 === 0 ? 0 : 1])
  expect(calibrationError(scored(...half))).toBeCloseTo(0)
  expect(calibrationError(scored(...half.map(([, label]): [number, 0 | 1] => [8, label])))).toBeCloseTo(0.5, 2)
})

test('the surest are wrong least', () => {
  const some = scored([5, 1], [-5, 0], [1, 0], [-1, 1])
  expect([riskAt(some, 0, 0.5), riskAt(some, 0, 1)]).toEqual([0, 0.5])
})

test.each([...disguises, ...slips])('$name changes a text', ({ write }) => {
  expect(write('nobody disguises this sentence', () => 0.4)).not.toBe('nobody disguises this sentence')
})
