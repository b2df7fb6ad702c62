/** A score and what it should have told. */
export type Scored = { score: number; label: 0 | 1 }

/** What a scorer is worth on one set. Shares are between 0 and 1; those that the set cannot tell are absent. */
export type Figures = {
  n: number
  positives: number
  auc?: number
  auprc?: number
  /** At the threshold that passes 1 % of the clean texts at most. */
  precisionAt1?: number
  recallAt1?: number
  recallAtTenth?: number
  recallAt7?: number
  /** At the fixed threshold. */
  recall?: number
  falsePositives?: number
  macroF1?: number
  /** At the threshold that suits this set best, to tell ranking from placing. */
  bestMacroF1?: number
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const f1 = (hits: number, misses: number, wrong: number): number => ratio(2 * hits, 2 * hits + misses + wrong)

type Step = { caught: number; wrong: number; score: number }

// What is caught, and what wrongly, at each distinct score from the highest down.
const stepsOf = (scored: readonly Scored[]): Step[] => {
  const sorted = scored.toSorted((a, b) => b.score - a.score)
  const steps: Step[] = []
  let [caught, wrong] = [0, 0]
  for (const [at, { score, label }] of sorted.entries()) {
    if (label === 1) caught++
    else wrong++
    if (sorted[at + 1]?.score !== score) steps.push({ caught, wrong, score })
  }
  return steps
}

const macroF1At = ({ caught, wrong }: Pick<Step, 'caught' | 'wrong'>, positives: number, negatives: number): number =>
  (f1(caught, positives - caught, wrong) + f1(negatives - wrong, wrong, positives - caught)) / 2

const areas = (steps: Step[], positives: number, negatives: number): { auc: number; auprc: number } => {
  let [area, precisions, caughtBefore, wrongBefore] = [0, 0, 0, 0]
  for (const { caught, wrong } of steps) {
    area += ((wrong - wrongBefore) * (caught + caughtBefore)) / 2
    precisions += (caught - caughtBefore) * ratio(caught, caught + wrong)
    caughtBefore = caught
    wrongBefore = wrong
  }
  return { auc: area / (positives * negatives), auprc: precisions / positives }
}

const atMost = (steps: Step[], wrong: number): Step =>
  steps.findLast((step) => step.wrong <= wrong) ?? { caught: 0, wrong: 0, score: Infinity }

/** The figures of scores, for the fixed threshold at which a text is called abuse or spam. */
export const figuresOf = (scored: readonly Scored[], threshold: number): Figures => {
  const positives = scored.filter(({ label }) => label === 1).length
  const negatives = scored.length - positives
  const called = scored.filter(({ score }) => score >= threshold)
  const caught = called.filter(({ label }) => label === 1).length
  const wrong = called.length - caught
  const figures: Figures = { n: scored.length, positives }
  if (positives > 0) figures.recall = caught / positives
  if (negatives > 0) figures.falsePositives = wrong / negatives
  if (positives === 0 || negatives === 0) return figures
  const steps = stepsOf(scored)
  const strict = atMost(steps, 0.01 * negatives)
  return {
    ...figures,
    ...areas(steps, positives, negatives),
    precisionAt1: ratio(strict.caught, strict.caught + strict.wrong),
    recallAt1: strict.caught / positives,
    recallAtTenth: atMost(steps, 0.001 * negatives).caught / positives,
    recallAt7: atMost(steps, 0.07 * negatives).caught / positives,
    macroF1: macroF1At({ caught, wrong }, positives, negatives),
    bestMacroF1: steps.reduce((best, step) => Math.max(best, macroF1At(step, positives, negatives)), 0),
  }
}

const BINS = 10

/** The expected calibration error of log-odds: how far chances are from what came true, over ten bins of equal size. */
export const calibrationError = (scored: readonly Scored[]): number => {
  const sorted = scored.toSorted((a, b) => a.score - b.score)
  let error = 0
  for (let bin = 0; bin < BINS; bin++) {
    const part = sorted.slice((bin * sorted.length) / BINS, ((bin + 1) * sorted.length) / BINS)
    const chance = part.reduce((sum, { score }) => sum + 1 / (1 + Math.exp(-score)), 0)
    const true_ = part.reduce((sum, { label }) => sum + label, 0)
    error += Math.abs(chance - true_)
  }
  return ratio(error, scored.length)
}

/** How often the call is wrong among the surest share of the texts, by distance from the threshold. */
export const riskAt = (scored: readonly Scored[], threshold: number, coverage: number): number => {
  const sure = scored.toSorted((a, b) => Math.abs(b.score - threshold) - Math.abs(a.score - threshold))
  const part = sure.slice(0, Math.max(1, Math.round(coverage * sure.length)))
  return part.filter(({ score, label }) => (score >= threshold ? 1 : 0) !== label).length / part.length
}
