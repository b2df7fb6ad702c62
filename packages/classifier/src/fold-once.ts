import { fold, type Folded } from './fold.ts'

// One text and no more: to keep those of a whole job until they are judged costs the collector more than to fold them again.
let last: { body: string; folded: Folded } | undefined

/** A text as folded, worked out once for all who ask about it one after the other: its checks, its models, its fingerprint. */
export const foldOnce = (body: string): Folded => {
  if (last?.body !== body) last = { body, folded: fold(body) }
  return last.folded
}
