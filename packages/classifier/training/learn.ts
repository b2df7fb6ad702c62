import { SLOTS } from '../src/index.ts'
import { randomFrom, shuffled } from './random.ts'

/** One text to learn from: its slots, its label and how much it counts. Group 0 is none. */
export type Sample = { at: Uint32Array; scale: number; label: 0 | 1; weight: number; group: number }

/** How to learn; chosen by leaving sources out. */
export type Settings = { epochs: number; rate: number; decay: number; seed: number }

/** What was learned, before it is written down in bytes. */
export type Learned = { weights: Float32Array; bias: number }

/** The sum a learned model gives a text. */
export const sumOf = ({ weights, bias }: Learned, { at, scale }: Pick<Sample, 'at' | 'scale'>): number => {
  let sum = 0
  for (let slot = 0; slot < at.length; slot++) sum += weights[at[slot] ?? 0] ?? 0
  return sum * scale + bias
}

/** Logistic regression by AdaGrad, one sample at a time in a fixed random order; the rate falls to a tenth. When
 *  `grouped`, each group has an intercept of its own, which is forgotten afterwards: it takes what a source's texts have in
 *  common. */
export const learnOnce = (samples: readonly Sample[], grouped: boolean, settings: Settings): Learned => {
  const { epochs, rate, decay, seed } = settings
  const random = randomFrom(seed)
  const learned: Learned = { weights: new Float32Array(SLOTS), bias: 0 }
  const { weights } = learned
  const squares = new Float32Array(SLOTS).fill(1e-3)
  const groups = 1 + samples.reduce((most, { group }) => Math.max(most, group), 0)
  const [own, ownSquares] = [new Float64Array(groups), new Float64Array(groups).fill(1)]
  let biasSquares = 1
  const total = epochs * samples.length
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const index of shuffled(samples.length, random)) {
      const sample = samples[index]
      if (!sample) continue
      const { at, scale, label, weight } = sample
      const group = grouped ? sample.group : 0
      const error = weight * (1 / (1 + Math.exp(-(sumOf(learned, sample) + (own[group] ?? 0)))) - label)
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
      if (group > 0) {
        ownSquares[group] = (ownSquares[group] ?? 1) + error * error
        own[group] = (own[group] ?? 0) - (pace * error) / Math.sqrt(ownSquares[group] ?? 1)
      }
      biasSquares += error * error
      learned.bias -= (pace * error) / Math.sqrt(biasSquares)
    }
  }
  return learned
}

/** The mean of what is learned with and without regard to groups: the one knows single sources better, the other what is
 *  clean and what is not in general; on sources left out the mean beats both. */
export const learn = (samples: readonly Sample[], settings: Settings): Learned => {
  const [plain, grouped] = [learnOnce(samples, false, settings), learnOnce(samples, true, settings)]
  return {
    weights: plain.weights.map((weight, slot) => (weight + (grouped.weights[slot] ?? 0)) / 2),
    bias: (plain.bias + grouped.bias) / 2,
  }
}
