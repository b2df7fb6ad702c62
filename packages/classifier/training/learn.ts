import { SLOTS } from '../src/index.ts'
import { randomFrom, shuffled } from './random.ts'

/** One text to learn from: its slots, its label and how much it counts. */
export type Sample = { at: Uint32Array; scale: number; label: 0 | 1; weight: number }

/** How to learn; chosen by leaving sources out. */
export type Settings = { epochs: number; rate: number; decay: number; seed: number }

/** What was learned, before it is written down in bytes. */
export type Learned = { weights: Float64Array; bias: number }

/** The sum a learned model gives a text. */
export const sumOf = ({ weights, bias }: Learned, { at, scale }: Pick<Sample, 'at' | 'scale'>): number => {
  let sum = 0
  for (let slot = 0; slot < at.length; slot++) sum += weights[at[slot] ?? 0] ?? 0
  return sum * scale + bias
}

/** Logistic regression by AdaGrad, one sample at a time in a fixed random order; the rate falls to a tenth. */
export const learn = (samples: readonly Sample[], { epochs, rate, decay, seed }: Settings): Learned => {
  const random = randomFrom(seed)
  const learned: Learned = { weights: new Float64Array(SLOTS), bias: 0 }
  const { weights } = learned
  const squares = new Float64Array(SLOTS).fill(1e-3)
  let biasSquares = 1
  const total = epochs * samples.length
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const index of shuffled(samples.length, random)) {
      const sample = samples[index]
      if (!sample) continue
      const { at, scale, label, weight } = sample
      const error = weight * (1 / (1 + Math.exp(-sumOf(learned, sample))) - label)
      const pace = rate * (1 - (0.9 * step++) / total)
      const push = error * scale
      const forget = decay * weight * scale
      for (let place = 0; place < at.length; place++) {
        const slot = at[place] ?? 0
        const gradient = push + forget * (weights[slot] ?? 0)
        const square = (squares[slot] ?? 0) + gradient * gradient
        squares[slot] = square
        weights[slot] = (weights[slot] ?? 0) - (pace * gradient) / Math.sqrt(square)
      }
      biasSquares += error * error
      learned.bias -= (pace * error) / Math.sqrt(biasSquares)
    }
  }
  return learned
}
