import type { ModelHeader } from '../src/index.ts'

/** A sum and what it should have told; `weight` makes classes and sources count alike. */
export type Point = { sum: number; label: 0 | 1; weight: number }

/** Log-odds of sums by Platt's logistic fit with smoothed targets, found by Newton steps with halving. */
export const calibrate = (points: readonly Point[]): ModelHeader['calibration'] => {
  const total = points.reduce((sum, { weight }) => sum + weight, 0)
  const count = (label: 0 | 1) => points.reduce((sum, point) => sum + (point.label === label ? 1 : 0), 0)
  const targets = [1 / (count(0) + 2), (count(1) + 1) / (count(1) + 2)] as const
  const weightOf = ({ weight }: Point) => weight / total
  const lossAt = (slope: number, intercept: number): number => {
    let loss = 0
    for (const point of points) {
      const odds = slope * point.sum + intercept
      loss +=
        weightOf(point) * (Math.max(odds, 0) - odds * targets[point.label] + Math.log1p(Math.exp(-Math.abs(odds))))
    }
    return loss
  }
  let [slope, intercept] = [1, 0]
  let loss = lossAt(slope, intercept)
  for (let round = 0; round < 50; round++) {
    let [gradientS, gradientI, ss, si, ii] = [0, 0, 1e-9, 0, 1e-9]
    for (const point of points) {
      const chance = 1 / (1 + Math.exp(-(slope * point.sum + intercept)))
      const weight = weightOf(point)
      const error = weight * (chance - targets[point.label])
      const curve = weight * chance * (1 - chance)
      gradientS += error * point.sum
      gradientI += error
      ss += curve * point.sum * point.sum
      si += curve * point.sum
      ii += curve
    }
    const determinant = ss * ii - si * si
    const stepS = (ii * gradientS - si * gradientI) / determinant
    const stepI = (ss * gradientI - si * gradientS) / determinant
    let pace = 1
    while (pace > 1e-6 && lossAt(slope - pace * stepS, intercept - pace * stepI) > loss) pace /= 2
    if (pace <= 1e-6) break
    slope -= pace * stepS
    intercept -= pace * stepI
    const next = lossAt(slope, intercept)
    if (loss - next < 1e-10) break
    loss = next
  }
  return { slope, intercept }
}
