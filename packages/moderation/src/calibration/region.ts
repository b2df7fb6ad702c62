import { upperBound } from './upper-bound.ts'

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
  let largest: Region | undefined
  for (const [at, { score, wrong }] of ordered.entries()) {
    errors += Number(wrong)
    const looked = at + 1
    if (ordered[looked]?.score === score || errors / looked > target) continue
    const bound = upperBound(errors * grown, looked * grown)
    if (bound <= target) largest = { edge: score, looked, errors, bound }
  }
  return largest
}
