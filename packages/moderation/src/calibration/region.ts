import { isBoundAbove, isBoundWithin, upperBound } from './upper-bound.ts'

/** A decision looked at blind: the score it had, and whether acting on it alone would have been wrong. */
export type Audited = { score: number; wrong: boolean }

/** Scores at least as safe as `edge` may be acted upon: of `looked` such samples `errors` were wrong, and with 95 % confidence
 *  no more than `bound` are. */
export type Region = { edge: number; looked: number; errors: number; bound: number }

/** Fewer samples open nothing. */
export const LEAST_AUDITS = 200

/**
 * The largest region of scores, from the safest on, whose upper bound meets the target; undefined when there is none, or when
 * fewer than 200 samples were looked at. Samples of equal score stand and fall together. `safest` says which end is safe; with `grown`
 * it answers what so many times the samples would open, were they like these.
 */
export const openRegion = (
  samples: readonly Audited[],
  { target, safest, grown = 1 }: { target: number; safest: 'lowest' | 'highest'; grown?: number },
): Region | undefined => {
  if (samples.length * grown < LEAST_AUDITS) return undefined
  const sign = safest === 'lowest' ? 1 : -1
  const ordered = samples.toSorted((a, b) => sign * (a.score - b.score))
  let errors = 0
  const ends = ordered.flatMap(({ score, wrong }, at) => {
    errors += Number(wrong)
    const looked = at + 1
    return ordered[looked]?.score === score || errors / looked > target ? [] : [{ edge: score, looked, errors }]
  })
  const largest = ends.findLast((end) => isBoundWithin(end.errors * grown, end.looked * grown, target))
  return largest && { ...largest, bound: upperBound(largest.errors * grown, largest.looked * grown) }
}

/** Fewer samples refute nothing. */
export const LEAST_REFUTING = 50

/**
 * Up to which score samples may go on being acted upon when, all together, they are shown to be wrong more often than the target with
 * 95 % confidence: the largest part, from the lowest score on, of which that is not shown; below every score where there is none.
 * Undefined when nothing is shown.
 */
export const narrowRegion = (samples: readonly Audited[], target: number): number | undefined => {
  const all = samples.filter(({ wrong }) => wrong).length
  if (samples.length < LEAST_REFUTING || !isBoundAbove(all, samples.length, target)) return undefined
  const ordered = samples.toSorted((a, b) => a.score - b.score)
  let [errors, edge] = [0, -Infinity]
  for (const [at, { score, wrong }] of ordered.entries()) {
    errors += Number(wrong)
    if (ordered[at + 1]?.score !== score && !isBoundAbove(errors, at + 1, target)) edge = score
  }
  return edge
}
