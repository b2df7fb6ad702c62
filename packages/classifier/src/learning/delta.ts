import type { Features } from '../features/features.ts'

/** A text as models see it: distinct slots, each of which weighs `scale`. */
export type SlotsOf = Pick<Features, 'at' | 'scale'>

/** What a site learned beside a model: a weight a slot, and one for every text. */
export type OwnWeights = { weights: Float32Array; bias: number }

/** No slot weighs more than this, whatever was decided how often. */
export const MOST_A_SLOT = 1.5
/** All that was learned moves a text's log-odds up by no more than this … */
export const MOST_LEARNED = 4
/** … and down by no more than this, so that nobody can teach away what a model is surer of. */
export const MOST_UNLEARNED = 2.5

/** Cuts what was learned to what may be learned. */
export const bounded = (added: number): number => Math.min(MOST_LEARNED, Math.max(-MOST_UNLEARNED, added))

/** The sum of the weights of some slots. */
export const sumOf = (weights: Float32Array, at: Uint32Array): number => {
  let sum = 0
  for (let index = 0; index < at.length; index++) sum += weights[at[index] ?? 0] ?? 0
  return sum
}
