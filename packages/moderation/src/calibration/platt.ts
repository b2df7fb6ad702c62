/** A line through log-odds: the calibrated log-odds of a score are `slope × score + offset`. */
export type Platt = { slope: number; offset: number }

/** One score, in log-odds, and what it should have foretold. */
export type Scored = { score: number; bad: boolean }

const ROUNDS = 100
const RIDGE = 1e-12
const SHORTEST_STEP = 1e-10

/** Of nothing known: scores are taken at their word. */
export const identity: Platt = { slope: 1, offset: 0 }

const softplus = (z: number): number => (z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)))

/** The probability that log-odds stand for. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/** The log-odds of a probability between 0 and 1, both excluded. */
export const logOddsOfProbability = (probability: number): number => Math.log(probability / (1 - probability))

/** The log loss of saying these log-odds of something that was so or was not. */
export const logLoss = (logOdds: number, was: boolean): number => softplus(was ? -logOdds : logOdds)

/**
 * Platt's scaling with smoothed targets, by Newton's method with a line search, as in Lin, Lin and Weng, "A note on Platt's
 * probabilistic outputs for support vector machines" (2007). It never makes a higher score safer: a negative slope is cut to
 * zero, which says that the scores tell nothing. Without both kinds of samples the scores are taken at their word.
 */
export const fitPlatt = (samples: readonly Scored[]): Platt => {
  const bad = samples.reduce((sum, sample) => sum + Number(sample.bad), 0)
  const good = samples.length - bad
  if (bad === 0 || good === 0) return identity
  const targets = { bad: (bad + 1) / (bad + 2), good: 1 / (good + 2) }
  const points = samples.map((sample) => ({ score: sample.score, target: sample.bad ? targets.bad : targets.good }))
  const fitted = descend(points, { slope: 0, offset: Math.log((bad + 1) / (good + 1)) })
  return fitted.slope > 0 ? fitted : { slope: 0, offset: Math.log((bad + 1) / (good + 1)) }
}

/** The offset that makes the mean of what scores foretell the share of what was so; they keep their slope. */
export const fitOffset = (samples: readonly Scored[]): number => {
  const bad = samples.reduce((sum, sample) => sum + Number(sample.bad), 0)
  if (samples.length === 0) return 0
  const wanted = ((bad + 1) / (samples.length + 2)) * samples.length
  let [low, high] = [-50, 50]
  for (let halving = 0; halving < 50; halving += 1) {
    const middle = (low + high) / 2
    const foretold = samples.reduce((sum, { score }) => sum + probabilityOf(score + middle), 0)
    if (foretold < wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}

type Point = { score: number; target: number }

const lossAt = (points: Point[], { slope, offset }: Platt): number =>
  points.reduce((sum, { score, target }) => {
    const z = slope * score + offset
    return sum + softplus(z) - target * z
  }, 0)

const descend = (points: Point[], start: Platt): Platt => {
  let at = start
  let loss = lossAt(points, at)
  for (let round = 0; round < ROUNDS; round += 1) {
    let [h11, h22, h21, g1, g2] = [RIDGE, RIDGE, 0, 0, 0]
    for (const { score, target } of points) {
      const p = probabilityOf(at.slope * score + at.offset)
      const curve = p * (1 - p)
      h11 += score * score * curve
      h22 += curve
      h21 += score * curve
      g1 += score * (p - target)
      g2 += p - target
    }
    if (Math.abs(g1) < 1e-5 && Math.abs(g2) < 1e-5) break
    const det = h11 * h22 - h21 * h21
    const step = { slope: -(h22 * g1 - h21 * g2) / det, offset: -(-h21 * g1 + h11 * g2) / det }
    const found = searchLine({ points, at, step, loss, fall: g1 * step.slope + g2 * step.offset })
    if (!found) break
    at = found.at
    loss = found.loss
  }
  return at
}

// Halves the step until the loss falls as much as a straight line promises a ten-thousandth of.
const searchLine = ({
  points,
  at,
  step,
  loss,
  fall,
}: {
  points: Point[]
  at: Platt
  step: Platt
  loss: number
  fall: number
}): { at: Platt; loss: number } | undefined => {
  for (let size = 1; size >= SHORTEST_STEP; size /= 2) {
    const next = { slope: at.slope + size * step.slope, offset: at.offset + size * step.offset }
    const reached = lossAt(points, next)
    if (reached < loss + 1e-4 * size * fall) return { at: next, loss: reached }
  }
  return undefined
}
