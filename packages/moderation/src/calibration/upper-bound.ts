/** How sure a bound is unless told otherwise. */
export const CONFIDENCE = 0.95

const lanczos = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
]

const logGamma = (x: number): number => {
  const shifted = x - 1
  const base = shifted + lanczos.length - 0.5
  const sum = lanczos.reduce((total, part, at) => total + part / (shifted + at + 1), 0.99999999999980993)
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum)
}

const ROUNDS = 300
const TINY = 1e-300

// Lentz's continued fraction for the incomplete beta function.
const fraction = (x: number, a: number, b: number): number => {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY)
  let value = d
  for (let m = 1; m <= ROUNDS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d || TINY)
    c = 1 + even / c || TINY
    value *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d || TINY)
    c = 1 + odd / c || TINY
    const change = d * c
    value *= change
    if (Math.abs(change - 1) < 1e-12) break
  }
  return value
}

/** The regularised incomplete beta function: the probability that a Beta(a, b) lies below `x`. */
const betaBelow = (x: number, a: number, b: number): number => {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b
}

/**
 * The one-sided upper bound of Clopper and Pearson: with this confidence the true share of errors is not higher, whatever it is.
 * One when nothing was looked at.
 */
export const upperBound = (errors: number, looked: number, confidence = CONFIDENCE): number => {
  if (looked <= 0 || errors >= looked) return 1
  let [low, high] = [errors / looked, 1]
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2
    if (betaBelow(middle, errors + 1, looked - errors) < confidence) low = middle
    else high = middle
  }
  return high
}

/** Whether the upper bound is no higher than a target: the same answer as comparing, at a fraction of the work. */
export const isBoundWithin = (errors: number, looked: number, target: number, confidence = CONFIDENCE): boolean =>
  looked > 0 && errors < looked && betaBelow(target, errors + 1, looked - errors) >= confidence

/** Whether the one-sided lower bound is higher than a target: so many errors are no accident. */
export const isBoundAbove = (errors: number, looked: number, target: number, confidence = CONFIDENCE): boolean =>
  errors > 0 && betaBelow(target, errors, looked - errors + 1) <= 1 - confidence
