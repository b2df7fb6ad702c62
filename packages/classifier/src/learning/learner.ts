import { SLOTS } from '../features/grams.ts'
import { bounded, MOST_A_SLOT, sumOf, type OwnWeights, type SlotsOf } from './delta.ts'

/** One lesson: a text, what the model alone said of it in log-odds, and what a moderator decided. */
export type Taught = { features: SlotsOf; base: number; bad: boolean }

/** Follow-the-regularised-leader's settings: how far steps go, how soon they shorten, and how much a slot must have to say
 *  before it says anything (so that one odd decision says little, and most slots nothing). */
const REACH = 1
const DAMP = 0.3
const SILENCE = 0.06
const BIAS_REACH = 0.2
const PASSES = 2
const TINY = 1e-6

/** Learns what a site's moderators see otherwise than a model does. */
export type Learner = {
  /** What has been learned adds to this text's log-odds. How often a site's moderators reject at all is learned beside it
   *  and kept apart: they see what was held, which is no sample of what is written. */
  added(features: SlotsOf): number
  learn(taught: Taught): void
  weights(): OwnWeights
}

/**
 * A logistic regression on top of a model's fixed log-odds, in the model's hash space, by FTRL-Proximal (McMahan and others,
 * "Ad click prediction: a view from the trenches", 2013), each decision twice in a row. The same decisions in the same order
 * give the same weights, bit by bit.
 */
export const createLearner = ({
  reach = REACH,
  damp = DAMP,
  silence = SILENCE,
  passes = PASSES,
  biasReach = BIAS_REACH,
} = {}): Learner => {
  const weights = new Float32Array(SLOTS)
  const pulls = new Float32Array(SLOTS)
  const squares = new Float32Array(SLOTS)
  let bias = 0
  let biasSquares = 0

  const weightOf = (pull: number, root: number): number => {
    const size = Math.abs(pull) - silence
    if (size <= 0) return 0
    const weight = (-Math.sign(pull) * size * reach) / (damp + root)
    return Math.min(MOST_A_SLOT, Math.max(-MOST_A_SLOT, weight))
  }
  const pass = ({ features: { at, scale }, base, bad }: Taught): void => {
    const odds = base + bias + bounded(scale * sumOf(weights, at))
    const error = 1 / (1 + Math.exp(-odds)) - Number(bad)
    biasSquares += error * error
    bias -= (biasReach * error) / (Math.sqrt(biasSquares) + TINY)
    const slope = error * scale
    const square = slope * slope
    for (let index = 0; index < at.length; index++) {
      const slot = at[index] ?? 0
      const before = squares[slot] ?? 0
      const root = Math.sqrt(before + square)
      const pull = (pulls[slot] ?? 0) + slope - ((root - Math.sqrt(before)) / reach) * (weights[slot] ?? 0)
      squares[slot] = before + square
      pulls[slot] = pull
      weights[slot] = weightOf(pull, root)
    }
  }
  return {
    added: ({ at, scale }) => bounded(scale * sumOf(weights, at)),
    learn: (taught) => {
      for (let nth = 0; nth < passes; nth++) pass(taught)
    },
    weights: () => ({ weights: weights.slice(), bias: 0 }),
  }
}
