import type { Features } from '../features/features.ts'
import { bounded } from '../learning/delta.ts'
import type { Model } from './model.ts'

/** What one site learned beside a model, in the same slots: added to the model's calibrated log-odds. */
export type Delta = {
  /** A weight a slot, 2^18 of them, or only those that are not 0. */
  weights: Float32Array | ReadonlyMap<number, number>
  bias: number
  /** Which of a site's deltas this is; named with each verdict it had a part in. */
  version?: string
}

const sumOf = ({ at }: Features, weights: Delta['weights']): number => {
  let sum = 0
  if (weights instanceof Float32Array) for (let slot = 0; slot < at.length; slot++) sum += weights[at[slot] ?? 0] ?? 0
  else for (let slot = 0; slot < at.length; slot++) sum += weights.get(at[slot] ?? 0) ?? 0
  return sum
}

/** The calibrated log-odds that a text is what the model tells, against an even chance in the texts it was trained on; 0 is "cannot tell".
 *  With a site's `delta` its own learning is added, within
 *  the bounds that keep it from unlearning what the model is sure of. */
export const logOddsOf = ({ codes, values, bias }: Model, features: Features, delta?: Delta): number => {
  const { at, scale } = features
  let sum = 0
  for (let slot = 0; slot < at.length; slot++) sum += values[(codes[at[slot] ?? 0] ?? 0) + 128] ?? 0
  const own = delta ? bounded(sumOf(features, delta.weights) * scale + delta.bias) : 0
  return sum * scale + bias + own
}
