import { expect, test } from 'vitest'
import { judge } from '../judge.ts'
import { coldStart, type Policy } from '../policy.ts'
import { sampleSubject } from '../sample-subject.ts'
import type { Signal } from '../signal.ts'
import { calibrate, MOST_PUBLISHED_RISK } from './calibrate.ts'
import type { Sample } from './sample.ts'

type Made = { models?: number; signals?: number; spam?: number; bad?: boolean } & Partial<Sample>

const sample = ({ models = 0, signals = 0, spam = -2, bad = false, ...over }: Made): Sample => ({
  unwanted: bad,
  says: bad ? (spam > 0 ? { spam: true } : { abuse: true }) : { spam: false, abuse: false },
  automatic: 'held',
  weights: { spam: { signals: 0, models: spam }, abuse: { signals, models } },
  ...over,
})

/** Held comments whose model's log-odds go from -3 to 1; of the upper part most are bad. */
const decided = (count: number, badBelow = 0): Sample[] =>
  Array.from({ length: count }, (_, nth) => {
    const models = (nth / count) * 4 - 3
    return sample({ models, bad: models > -0.5 ? nth % 4 > 0 : badBelow > 0 && nth % badBelow === 0 })
  })

const verdictOf = (policy: Policy, abuse: number, spam = -2, wants?: Signal['wants']) => {
  const says = 'so'
  const opinions: Signal[] = [
    { code: 'abuse.model', abuse, model: 'abuse@1', says },
    { code: 'spam.model', spam, model: 'spam@1', says },
    ...(wants ? [{ code: 'list.held-phrase', wants, says }] : []),
  ]
  return judge([{ check: 'models', version: 1, ms: 0, signals: opinions }], sampleSubject(), policy).outcome
}

test('fewer than two hundred samples leave the cautious start, and say how many are missing', () => {
  const calm = Array.from({ length: 180 }, (_, nth) => sample({ models: -3 + nth / 200 }))
  const bad = Array.from({ length: 10 }, () => sample({ models: 2, bad: true }))
  const found = calibrate([...calm, ...bad], { name: 'one' })
  expect(found).toMatchObject({ policy: coldStart, samples: 190, missing: 10, published: { share: 0 } })
  expect(found.published.nextShare).toBeGreaterThan(0.3)
})

test('enough clean decisions open publishing up to where the bound holds, and the judge follows', () => {
  const { policy, published } = calibrate(decided(1_000), { name: 'one' })
  expect(published.region?.bound).toBeLessThanOrEqual(0.02)
  expect(published.share).toBeGreaterThan(0.5)
  expect([verdictOf(policy, -2.5), verdictOf(policy, -0.8), verdictOf(policy, 0.9)]).toEqual([
    'published',
    'published',
    'held',
  ])
  expect([verdictOf(coldStart, -2.5), verdictOf(coldStart, 5)]).toEqual(['published', 'held'])
})

test('where the moderators turn down one in twenty of the calmest, nothing opens', () => {
  const { policy, published } = calibrate(decided(1_000, 20), { name: 'one' })
  expect(published).toEqual({ share: 0, nextShare: 0 })
  expect(policy).toEqual(coldStart)
})

test('audits drawn blind must meet the target alone', () => {
  const blind = Array.from({ length: 300 }, (_, nth) =>
    sample({ models: -3 + nth / 1_000, automatic: 'published', bad: nth % 15 === 0 }),
  )
  expect(calibrate(decided(4_000), { name: 'one' }).published.share).toBeGreaterThan(0.5)
  expect(calibrate([...decided(4_000), ...blind], { name: 'one' }).published.share).toBe(0)
})

/** Published by itself and drawn blind: log-odds from -3 up, of which those from `worse` on are bad one in four times. */
const drawn = (count: number, worse: number): Sample[] =>
  Array.from({ length: count }, (_, nth) => {
    const models = (nth / count) * 3.9 - 3
    return sample({ models, automatic: 'published', bad: models > worse && nth % 4 === 0 })
  })

test('where audits show that even the start lets too much pass, it stops short of that', () => {
  const { policy, published } = calibrate(drawn(120, 0), { name: 'one' })
  expect(published).toMatchObject({ share: 0, narrowed: true })
  expect([verdictOf(policy, -2.5), verdictOf(policy, 0.8)]).toEqual(['published', 'held'])
  expect(verdictOf(coldStart, 0.8)).toBe('published')
})

test('where even the calmest that was published is bad, nothing is published by itself', () => {
  const { policy } = calibrate(drawn(120, -9), { name: 'one' })
  expect([verdictOf(policy, -2.5), verdictOf(policy, -8)]).toEqual(['held', 'held'])
})

test('a few bad ones among a few audits, or what the start would hold now, narrow nothing', () => {
  expect(calibrate(drawn(40, -9), { name: 'one' }).policy).toEqual(coldStart)
  expect(calibrate(drawn(120, 9), { name: 'one' }).policy).toEqual(coldStart)
  const learned = drawn(120, -9).map((one) => ({
    ...one,
    weights: { ...one.weights, abuse: { signals: 0, models: 2 } },
  }))
  expect(calibrate(learned, { name: 'one' }).policy).toEqual(coldStart)
})

test('what a check insists on is no evidence and stays as it was', () => {
  const insisted = decided(1_000).map((one) => ({ ...one, insists: 'hold' as const }))
  expect(calibrate(insisted, { name: 'one' }).policy).toEqual(coldStart)
  expect(verdictOf(calibrate(decided(1_000), { name: 'one' }).policy, -2.5, -2, 'hold')).toBe('held')
})

test('a moderator who approves everything opens nothing above the floor', () => {
  const all = Array.from({ length: 2_000 }, (_, nth) => sample({ models: (nth / 2_000) * 9 - 3 }))
  const { policy } = calibrate(all, { name: 'one' })
  expect(policy.publishBelow.abuse).toBeLessThanOrEqual(MOST_PUBLISHED_RISK)
  expect([verdictOf(policy, 1.4), verdictOf(policy, 1.6), verdictOf(policy, 4)]).toEqual(['published', 'held', 'held'])
})

test('spam is rejected by itself only where clean ones hardly ever are, abuse never', () => {
  const clean = Array.from({ length: 600 }, (_, nth) => sample({ models: -2, spam: -4 + nth / 200 }))
  const spam = (wrong: number) =>
    Array.from({ length: 300 }, (_, nth) => sample({ models: -2, spam: 2 + nth / 100, bad: nth % wrong > 0 }))
  const opened = calibrate([...clean, ...spam(1_000)], { name: 'one' })
  expect(opened.rejected.share).toBeGreaterThan(0.1)
  expect([verdictOf(opened.policy, -2, 4.8), verdictOf(opened.policy, 7, -3)]).toEqual(['rejected', 'held'])
  const closed = calibrate([...clean, ...spam(10)], { name: 'one' })
  expect(closed.rejected.share).toBe(0)
  expect(verdictOf(closed.policy, -2, 4.8)).toBe('held')
})
