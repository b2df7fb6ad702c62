import { readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { featuresOf } from '../features/features.ts'
import { SLOTS } from '../features/grams.ts'
import { logOddsOf } from './log-odds.ts'
import { ModelMismatch, readModel, weightOf, type ModelHeader } from './model.ts'
import { spansOf } from './spans.ts'
import { modelUrls } from './urls.ts'

const header: ModelHeader = {
  format: 'parley-model',
  name: 'abuse',
  featureVersion: 1,
  bits: 18,
  largest: 2,
  bias: -1,
  calibration: { slope: 2, intercept: 0.5 },
  hashes: { data: 'd', code: 'c', weights: '0123456789abcdef' },
}
const fileOf = (changed: Partial<ModelHeader> = {}, codes = new Int8Array(SLOTS)) =>
  Buffer.concat([Buffer.from(`${JSON.stringify({ ...header, ...changed })}\n`), Buffer.from(codes.buffer)])

describe('a model file', () => {
  test('is read with its name, version and calibrated bias', () => {
    const { name, version, bias } = readModel(fileOf())
    expect({ name, version, bias }).toEqual({ name: 'abuse', version: '0123456789ab', bias: -1.5 })
  })

  test.each([
    ['of other features', fileOf({ featureVersion: 2 })],
    ['of other bits', fileOf({ bits: 20 })],
    ['cut short', fileOf().subarray(0, 1_000)],
    ['without a header', Buffer.from('no header here')],
    ['of another format', Buffer.from('{"format":"other"}\n')],
    ['with a broken header', fileOf({ bias: Number.NaN })],
  ])('%s is refused', (_, bytes) => {
    expect(() => readModel(bytes)).toThrow(ModelMismatch)
  })
})

const body = 'What a splendid river'
const features = featuresOf(body)
const codes = new Int8Array(SLOTS)
for (const slot of featuresOf('splendid').at) codes[slot] = 127
const model = readModel(fileOf({}, codes))

test('log-odds are the scaled sum of the weights, calibrated', () => {
  const hits = features.at.filter((slot) => codes[slot] === 127).length
  expect(logOddsOf(model, features)).toBeCloseTo(2 * (2 * hits * features.scale - 1) + 0.5, 4)
})

test.each([
  ['as a table', Float32Array.from({ length: SLOTS }, (_, slot) => (slot === features.at[0] ? 3 : 0))],
  ['as a few slots', new Map([[features.at[0] ?? 0, 3]])],
])('a site’s own learning is added, %s', (_, weights) => {
  const own = logOddsOf(model, features, { weights, bias: 0.25 }) - logOddsOf(model, features)
  expect(own).toBeCloseTo(3 * features.scale + 0.25, 5)
})

test('spans are the words that carried it, in the original text', () => {
  const written = 'What a spl\u200bendid river, and another one'
  const spans = spansOf(model, featuresOf(written), written, 3)
  expect(spans.map(({ start, end }) => written.slice(start, end))).toEqual(['spl\u200bendid'])
})

test('a byte stands for a weight of its sign, finer near nothing', () => {
  expect([weightOf(127, 2), weightOf(-127, 2), weightOf(0, 2)]).toEqual([2, -2, 0])
  expect(weightOf(2, 2) - weightOf(1, 2)).toBeLessThan(weightOf(127, 2) - weightOf(126, 2))
})

describe.each(Object.entries(modelUrls))('the %s model that comes with this package', (name, url) => {
  const shipped = readModel(readFileSync(url))
  const logOdds = (text: string) => logOddsOf(shipped, featuresOf(text))

  test('is small and says what it is', () => {
    expect(statSync(url).size).toBeLessThanOrEqual(300_000)
    expect(shipped.name).toBe(name)
    expect(shipped.header.hashes.data).toMatch(/^[\da-f]{64}$/u)
  })

  test.each([
    'Thank you for the article. I walk along the river every day and never knew this.',
    'I disagree: the council promised the same in 2019, and nothing was built.',
    'Спасибо за статью! Не знал, что река когда-то была судоходной.',
    'Дзякуй за артыкул! Вельмі цікава, чакаю працягу.',
    'Ich finde den Artikel sehr gut.',
    'My best friend is a gay Muslim and a great cook.',
  ])('finds nothing in: %s', (text) => {
    expect(logOdds(text)).toBeLessThan(0)
  })
})

test.each([
  ['abuse', 'You are a pathetic idiot and should shut your mouth'],
  ['abuse', 'y0u 4re a p.a.t.h.e.t.i.c 𝓲𝓭𝓲𝓸𝓽'],
  ['spam', 'Earn $5000 per week with crypto trading! Message me on WhatsApp'],
  ['spam', 'Check out my channel and subscribe for free gift cards'],
] as const)('the %s model finds: %s', (name, text) => {
  expect(logOddsOf(readModel(readFileSync(modelUrls[name])), featuresOf(text))).toBeGreaterThan(1)
})
