import { reasons, type Mode, type Reason } from '@parley/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { coldStart, type Policy } from './policy.ts'
import { CheckFault } from './run-checks.ts'
import { sampleSubject } from './sample-subject.ts'
import type { CheckTrace, Signal } from './signal.ts'

const signal = (parts: Partial<Signal> = {}): Signal => ({ code: 'test.signal', says: 'A signal.', ...parts })
const traces = (...signals: Signal[]): CheckTrace[] => [{ check: 'test', version: 1, ms: 2, signals }]

const even = { bias: -3, signals: 1, models: 1 }
const calibrated: Policy = {
  name: 'calibrated',
  mixture: { spam: even, abuse: even },
  publishBelow: { spam: 0.2, abuse: 0.2 },
  rejectFrom: 0.95,
}
const verdict = (mode: Mode, ...signals: Signal[]) => judge(traces(...signals), sampleSubject({ mode }), calibrated)
const cautious = (mode: Mode, ...signals: Signal[]) => judge(traces(...signals), sampleSubject({ mode }))

type Row = [string, Partial<Signal>[], Record<Mode, string>]
const rows: Row[] = [
  ['nothing', [], { auto: 'published', pre: 'held', post: 'published' }],
  ['a weak sign of spam', [{ spam: 1.5 }], { auto: 'published', pre: 'held', post: 'published' }],
  ['two weak signs of spam', [{ spam: 1.5 }, { spam: 1.5 }], { auto: 'held', pre: 'held', post: 'published' }],
  ['a strong sign of spam', [{ spam: 2 }], { auto: 'held', pre: 'held', post: 'published' }],
  ['certain spam', [{ spam: 3 }, { spam: 3 }], { auto: 'rejected', pre: 'rejected', post: 'rejected' }],
  ['a strong sign of abuse', [{ abuse: 2 }], { auto: 'held', pre: 'held', post: 'published' }],
  ['any amount of abuse', [{ abuse: 50 }], { auto: 'held', pre: 'held', post: 'published' }],
  ['a wish to hold', [{ wants: 'hold' }], { auto: 'held', pre: 'held', post: 'published' }],
  [
    'a wish to hold, by a trusted author',
    [{ wants: 'hold' }, { spam: -9, abuse: -9 }],
    { auto: 'held', pre: 'held', post: 'published' },
  ],
  ['a wish to reject', [{ wants: 'reject' }], { auto: 'rejected', pre: 'rejected', post: 'rejected' }],
  [
    'a wish to reject and one to hold',
    [{ wants: 'hold' }, { wants: 'reject' }],
    { auto: 'rejected', pre: 'rejected', post: 'rejected' },
  ],
  ['staff', [{ wants: 'publish' }], { auto: 'published', pre: 'published', post: 'published' }],
  [
    'staff with a blocked phrase',
    [{ wants: 'publish' }, { wants: 'reject' }],
    { auto: 'published', pre: 'published', post: 'published' },
  ],
  ['abuse by a trusted author', [{ abuse: 2 }, { abuse: -1.5 }], { auto: 'published', pre: 'held', post: 'published' }],
]

describe.each(['auto', 'pre', 'post'] as const)('of a calibrated site in mode %s', (mode) => {
  test.each(rows)('%s', (_, parts, expected) => {
    expect(verdict(mode, ...parts.map(signal)).outcome).toBe(expected[mode])
  })
})

const spamModel = (logOdds: number) => ({ spam: logOdds, model: 'spam@1' })
const abuseModel = (logOdds: number) => ({ abuse: logOdds, model: 'abuse@1' })
const clear = [
  spamModel(coldStart.cautious!.modelsBelow.spam - 1),
  abuseModel(coldStart.cautious!.modelsBelow.abuse - 1),
]

describe('to start with, before anything is calibrated', () => {
  test.each<[string, Partial<Signal>[], string]>([
    ['nothing', [], 'published'],
    ['nothing, and models that find little', clear, 'published'],
    ['a rude word', [...clear, { abuse: 0.3 }], 'published'],
    ['a weak sign of spam', [{ spam: 1.5 }], 'held'],
    ['a weak sign of spam by a trusted author', [{ spam: 1.5 }, { spam: -1.5 }], 'published'],
    ['a weak sign that two clear models outweigh', [...clear, { spam: 1.5 }], 'held'],
    ['signs that come to just what is too much', [{ abuse: 0.25 }, { abuse: 0.75 }], 'held'],
    ['two readers with less than a doubt each', [0.6, 0.6].map((abuse) => ({ abuse, model: 'reader@1' })), 'published'],
    ['less than a sign and less than a doubt, together a risk', [{ spam: 0.9 }, spamModel(0.9)], 'held'],
    ['the same of abuse', [{ abuse: 0.9 }, abuseModel(0.9)], 'held'],
    ['a spam model that is in doubt', [spamModel(coldStart.cautious!.modelsBelow.spam), abuseModel(-3)], 'held'],
    ['an abuse model that is in doubt', [spamModel(-3), abuseModel(coldStart.cautious!.modelsBelow.abuse)], 'held'],
    [
      'a first reader in doubt, and a second that is not',
      [spamModel(-3), abuseModel(coldStart.cautious!.modelsBelow.abuse), { abuse: -3, model: 'reader@1' }],
      'held',
    ],
    ['a second reader in doubt', [...clear, { abuse: 1, model: 'reader@1' }], 'held'],
    ['certain spam', [{ spam: 9 }, spamModel(8)], 'held'],
    ['a wish to reject', [{ wants: 'reject' }, ...clear], 'rejected'],
  ])('%s', (_, parts, expected) => {
    expect(cautious('auto', ...parts.map(signal)).outcome).toBe(expected)
  })
})

test('two models of one risk are averaged, and each is named once', () => {
  const one = verdict('auto', signal(abuseModel(2)))
  const two = verdict('auto', signal(abuseModel(3)), signal({ abuse: 1, model: 'reader@7' }), signal(spamModel(-2)))
  expect(two.abuseRisk).toBeCloseTo(one.abuseRisk, 10)
  expect(two.models).toEqual(['abuse@1', 'reader@7', 'spam@1'])
})

test('a policy’s mixture says how much models and checks weigh', () => {
  const mixture = { ...calibrated.mixture, abuse: { bias: -1, signals: 0.5, models: 0.25 } }
  const signals = traces(signal({ abuse: 2 }), signal(abuseModel(4)))
  const { abuseRisk, policy } = judge(signals, sampleSubject(), { ...calibrated, name: 'own', mixture })
  expect(abuseRisk).toBeCloseTo(1 / (1 + Math.exp(-1)), 10)
  expect(policy).toBe('own')
})

test.each<[string, Partial<Signal>[], Mode, Reason]>([
  [
    'of the wish to reject',
    [
      { wants: 'hold', reason: 'other' },
      { wants: 'reject', reason: 'bad-link' },
    ],
    'auto',
    'bad-link',
  ],
  [
    'of the first wish to hold',
    [
      { wants: 'hold', reason: 'hate' },
      { wants: 'hold', reason: 'spam' },
    ],
    'auto',
    'hate',
  ],
  [
    'of the heaviest sign',
    [
      { spam: 1, reason: 'other' },
      { spam: 2, reason: 'bad-link' },
    ],
    'auto',
    'bad-link',
  ],
  [
    'of the heaviest sign, whichever comes first',
    [
      { spam: 2, reason: 'bad-link' },
      { spam: 1, reason: 'other' },
    ],
    'auto',
    'bad-link',
  ],
  ['of the heaviest sign of what is rejected', [{ spam: 9, reason: 'bad-link' }], 'post', 'bad-link'],
  ['other, where a wish to reject has none', [{ wants: 'reject' }], 'auto', 'other'],
  ['other, where a wish to hold has none', [{ wants: 'hold' }], 'auto', 'other'],
  [
    'of abuse before spam',
    [
      { spam: 3, reason: 'spam' },
      { abuse: 2, reason: 'threat' },
    ],
    'auto',
    'threat',
  ],
  ['of the mode, where only it holds', [], 'pre', 'pre-moderation'],
  ['spam, where no sign of it has another', [{ spam: 9 }], 'auto', 'spam'],
])('the reason is that %s', (_, parts, mode, reason) => {
  expect(verdict(mode, ...parts.map(signal)).reason).toBe(reason)
})

describe('where the policy itself is in doubt', () => {
  const doubt = { bias: 0, signals: 1, models: 1 } // one in two, whatever is noticed
  const policy: Policy = {
    ...calibrated,
    mixture: { spam: doubt, abuse: doubt },
    publishBelow: { spam: 0.5, abuse: 0.5 },
  }
  const judged = (parts: Partial<Signal>[], over: Partial<Policy> = {}) => {
    const { outcome, reason } = judge(traces(...parts.map(signal)), sampleSubject(), { ...policy, ...over })
    return [outcome, reason]
  }

  test('a risk at its bound is not below it', () => {
    expect(judged([])).toEqual(['held', 'abuse'])
    expect(judged([], { publishBelow: { spam: 0.5, abuse: 0.51 } })).toEqual(['held', 'spam'])
    expect(judged([], { publishBelow: { spam: 0.51, abuse: 0.51 } })).toEqual(['published', undefined])
    expect(judged([], { rejectFrom: 0.5 })).toEqual(['rejected', 'spam'])
  })

  test('what weighs nothing, or speaks for a comment, is no reason to hold it', () => {
    expect(judged([{ reason: 'threat' }])).toEqual(['held', 'abuse'])
    expect(judged([{ abuse: 0, reason: 'threat' }])).toEqual(['held', 'abuse'])
    const trusted = { abuse: -0.5, reason: 'threat' } as const
    expect(judged([trusted], { publishBelow: { spam: 0.5, abuse: 0.1 } })).toEqual(['held', 'abuse'])
  })
})

test('to start with a verdict says that its policy is that', () => {
  expect(judge(traces(), sampleSubject()).policy).toBe('cold-start')
})

test('a published comment has no reason', () => {
  expect(verdict('auto', signal({ spam: 0.5, reason: 'spam' }))).not.toHaveProperty('reason')
})

test.each([NaN, Infinity, -Infinity])('a weight of %s fails the subject', (weight) => {
  expect(() => verdict('post', signal({ abuse: weight }))).toThrow(CheckFault)
})

test('a verdict keeps what it was made from', () => {
  const seen = traces(signal({ spam: 1 }))
  const { checks, models, ms, spamRisk, abuseRisk } = judge(seen, sampleSubject())
  expect({ checks, models, ms }).toEqual({ checks: seen, models: [], ms: 2 })
  expect(spamRisk).toBeGreaterThan(abuseRisk)
})

const anySignal = fc.record({
  spam: fc.option(fc.double({ min: -20, max: 20, noNaN: true }), { nil: 0 }),
  abuse: fc.option(fc.double({ min: -20, max: 20, noNaN: true }), { nil: 0 }),
  wants: fc.constantFrom<Signal['wants'][]>(undefined, undefined, 'hold', 'reject'),
  reason: fc.constantFrom(...reasons),
})

const asSignal = ({ wants, ...parts }: { spam: number; abuse: number; wants: Signal['wants']; reason: Reason }) =>
  signal({ ...parts, ...(wants ? { wants } : {}) })

test('whatever is noticed: risks are probabilities, what is not published says why, abuse alone rejects nothing', () => {
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 8 }), fc.constantFrom<Mode>('auto', 'pre', 'post'), (list, mode) => {
      const { outcome, reason, spamRisk, abuseRisk } = verdict(mode, ...list.map(asSignal))
      for (const risk of [spamRisk, abuseRisk]) expect(risk >= 0 && risk <= 1).toBe(true)
      expect(reason === undefined).toBe(outcome === 'published')
      const sure = list.some(({ wants }) => wants === 'reject') || spamRisk >= 0.95
      expect(outcome === 'rejected').toBe(sure)
      expect(mode === 'pre' && outcome === 'published').toBe(false)
    }),
  )
})
