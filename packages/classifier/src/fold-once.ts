import { fold, type Folded } from './fold.ts'

/** As many texts as a job has comments. */
const KEPT = 256

const kept = new Map<string, Folded>()

/** A text as folded, worked out once for all who ask about it in the same job: its fingerprint, its checks, its models. */
export const foldOnce = (body: string): Folded => {
  const known = kept.get(body)
  if (known) return known
  const folded = fold(body)
  if (kept.size >= KEPT) kept.clear()
  kept.set(body, folded)
  return folded
}
