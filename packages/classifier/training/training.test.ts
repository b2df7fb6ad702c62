import { describe, expect, test } from 'vitest'
import { featuresOf, logOddsOf, readModel } from '../src/index.ts'
import { calibrate } from './calibrate.ts'
import { abuseExamples, cleanText, spamExamples } from './examples.ts'
import { learn, sumOf, type Sample } from './learn.ts'
import { withSlips } from './noise.ts'
import { randomFrom } from './random.ts'
import type { Row } from './rows.ts'
import { prepare, samplesOf } from './samples.ts'
import { transliterated } from './transliterate.ts'
import { modelFile, quantised } from './write.ts'

const rude = ['you are a fool', 'what a fool he is', 'such fools write here', 'only a fool would']
const calm = ['you are a friend', 'what a day it is', 'such people write here', 'only a bridge would']
const samples: Sample[] = [...rude, ...calm].map((text, nth) => {
  const { at, scale } = featuresOf(text)
  return { at, scale, label: nth < rude.length ? 1 : 0, weight: 1, group: nth % 2 }
})
const settings = { epochs: 20, rate: 0.3, decay: 1e-4, seed: 1 }

test('learning tells what it was taught, also after quantising, and the file reads back the same', () => {
  const fitted = quantised(learn(samples, settings))
  const about = { name: 'abuse', bias: fitted.read.bias, calibration: { slope: 1, intercept: 0 }, data: 'd', code: 'c' }
  const model = readModel(modelFile(fitted, about))
  for (const { label, ...sample } of samples) {
    const told = logOddsOf(model, { ...sample, quoted: false })
    expect(told > 0).toBe(label === 1)
    expect(told).toBeCloseTo(sumOf(fitted.read, sample), 4)
  }
})

test('the same samples give the same bytes, another seed others', () => {
  const bytes = (seed: number) => Buffer.from(quantised(learn(samples, { ...settings, seed })).codes.buffer)
  expect(bytes(1).equals(bytes(1))).toBe(true)
  expect(bytes(1).equals(bytes(2))).toBe(false)
})

test('calibration finds the slope of sums that say too much', () => {
  const random = randomFrom(3)
  const points = Array.from({ length: 4_000 }, () => {
    const odds = 6 * random() - 3
    return { sum: 2 * odds + 1, label: random() < 1 / (1 + Math.exp(-odds)) ? (1 as const) : (0 as const), weight: 1 }
  })
  const { slope, intercept } = calibrate(points)
  expect(slope).toBeCloseTo(0.5, 1)
  expect(intercept).toBeCloseTo(-0.5, 1)
})

test('slips change long words only, and keep their letters nearly', () => {
  const text = 'a fool of the highest order wrote this nonsense'
  const slipped = withSlips(text, 1, randomFrom(1))
  expect(slipped).not.toBe(text)
  expect(slipped.startsWith('a ')).toBe(true)
  expect(withSlips(text, 0, randomFrom(1))).toBe(text)
})

test('Russian is written in Latin letters', () => {
  expect(transliterated('Жёлтый хлеб, щи')).toBe('zheltyy hleb, schi')
})

describe('examples', () => {
  const row = (parts: Partial<Row>): Row => ({
    kind: 'abuse',
    text: '',
    label: 1,
    lang: 'en',
    source: 's',
    noisy: false,
    ...parts,
  })

  test('what only a source writes is taken out', () => {
    expect(cleanText({ text: "RT @some_one: it \\u2019s [NAME] &amp; me , they did n't" })).toBe(
      "it ’s he & me, they didn't",
    )
  })

  test('an insulting comment is learned again without its insult, as clean', () => {
    const text = 'This is what I think of the new bridge. You idiot.'
    const [whole, rest] = abuseExamples([row({ text, spans: [[44, 49]] })])
    expect(whole).toMatchObject({ text, label: 1 })
    expect(rest).toMatchObject({ text: 'This is what I think of the new bridge.', label: 0 })
  })

  test('comments are no spam, whatever else they are', () => {
    const labels = spamExamples([row({}), row({ kind: 'spam' }), row({ kind: 'ham', label: 0 })]).map(
      ({ label }) => label,
    )
    expect(labels).toEqual([0, 1, 0])
  })

  test('a large source counts no more than the largest may, and one of one label has no group', () => {
    const many = Array.from({ length: 30 }, () => ({
      text: 'x',
      label: 1 as const,
      lang: 'en',
      group: 'one',
      count: 1_000,
    }))
    const weights = samplesOf(prepare(many, 1).filter(({ copy }) => !copy))
    expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(12_000, 3)
    expect(new Set(weights.map(({ group }) => group))).toEqual(new Set([0]))
  })
})
