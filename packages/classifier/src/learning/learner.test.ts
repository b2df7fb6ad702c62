import { expect, test } from 'vitest'
import { writeDelta } from './delta-bytes.ts'
import { MOST_LEARNED, MOST_UNLEARNED, type SlotsOf } from './delta.ts'
import { createLearner, type Taught } from './learner.ts'

/** A text of some slots of its own and some of everybody's. */
const text = (own: number[], nth: number): SlotsOf => {
  const common = Array.from({ length: 60 }, (_, at) => 1_000 + ((at * 7919 + nth * 104_729) % 20_000))
  const at = Uint32Array.from(new Set([...own, ...common]))
  return { at, scale: 1 / Math.sqrt(at.length) }
}
const badSlots = Array.from({ length: 12 }, (_, at) => 100_000 + at)
const goodSlots = Array.from({ length: 12 }, (_, at) => 200_000 + at)

/** Decisions of a site with a bad word of its own, of which the model knows nothing; every `wrong`-th is wrong. */
const decisions = (count: number, wrong = Infinity): Taught[] =>
  Array.from({ length: count }, (_, nth) => {
    const bad = nth % 3 === 0
    const decided = (nth + 1) % wrong === 0 ? !bad : bad
    return { features: text(bad ? badSlots : goodSlots, nth), base: -1, bad: decided }
  })
const taught = (lessons: Taught[]) => {
  const learner = createLearner()
  for (const lesson of lessons) learner.learn(lesson)
  return learner
}

test('two hundred decisions tell apart what the model could not', () => {
  const learner = taught(decisions(200))
  expect(learner.added(text(badSlots, 5_000))).toBeGreaterThan(1)
  expect(learner.added(text(goodSlots, 5_001))).toBeLessThan(-0.1)
})

test('one wrong decision in ten blunts what was learned and does not break it', () => {
  const learner = taught(decisions(200, 10))
  expect(learner.added(text(badSlots, 5_000)) - learner.added(text(goodSlots, 5_001))).toBeGreaterThan(1)
})

test('the same decisions in the same order give the same bytes, in another order others', () => {
  const bytes = (lessons: Taught[]) => Buffer.from(writeDelta(taught(lessons).weights())).toString('hex')
  expect(bytes(decisions(300)) === bytes(decisions(300))).toBe(true)
  expect(bytes(decisions(300)) === bytes(decisions(300).toReversed())).toBe(false)
})

test('a thousand approvals of one text teach no more than the bound', () => {
  const slur = text(badSlots, 1)
  const approved = taught(Array.from({ length: 1_000 }, () => ({ features: slur, base: 6, bad: false })))
  expect(approved.added(slur)).toBe(-MOST_UNLEARNED)
  const rejected = taught(Array.from({ length: 1_000 }, () => ({ features: slur, base: -12, bad: true })))
  expect(rejected.added(slur)).toBe(MOST_LEARNED)
})

test('what is kept says what was learned', () => {
  const learner = taught(decisions(200))
  const { at, scale } = text(badSlots, 7)
  const { weights, bias } = learner.weights()
  const kept = at.reduce((sum, slot) => sum + (weights[slot] ?? 0), 0)
  expect(kept * scale + bias).toBeCloseTo(learner.added({ at, scale }), 5)
})

test('that a site rejects much says nothing of a text that nobody decided about', () => {
  const learner = taught(decisions(300).map((lesson) => ({ ...lesson, bad: true })))
  const stranger = { at: Uint32Array.from({ length: 60 }, (_, nth) => 150_000 + nth), scale: 1 / Math.sqrt(60) }
  expect(learner.added(stranger)).toBe(0)
})
