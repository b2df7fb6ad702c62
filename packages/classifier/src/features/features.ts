import { foldOnce } from '../fold-once.ts'
import type { Folded } from '../fold.ts'
import { gramsOf, SLOTS } from './grams.ts'
import { quotesIn } from './quotes.ts'
import { readFolded } from './reading.ts'

/** Raised whenever the same text could get other features: a model of another version is refused. */
export const FEATURE_VERSION = 1

/** What the learned models see of a text: the distinct slots of its n-grams, each of the weight `scale`. */
export type Features = {
  at: Uint32Array
  /** About 1/√n of n slots, so that a long text says no more than a short one, and a few letters hardly anything. */
  scale: number
  /** Whether quotations were left out. */
  quoted: boolean
}

// In which text a slot was last met, by numbers that come round: no clearing between two of them, and a byte a slot.
const met = new Uint8Array(SLOTS)
const LAST = 255
let text = 0
const found = new Uint32Array(16_384)

/** As if every text had so many slots more, of which nothing is known. */
const UNKNOWN_SLOTS = 30

const nextText = (): void => {
  text = text === LAST ? 1 : text + 1
  if (text === 1) met.fill(0)
}

// The slots that were met, each once.
const distinct = (slots: Uint32Array, size: number): Uint32Array => {
  nextText()
  let count = 0
  for (let at = 0; at < size; at++) {
    const slot = slots[at] ?? 0
    if (met[slot] === text) continue
    met[slot] = text
    found[count++] = slot
  }
  return found.slice(0, count)
}

/** The features of a text, hashed once for all models. `folded` is its folded form where that is known already. With
 *  `quotes: 'kept'` what the text quotes is read as its own words. */
export const featuresOf = (
  body: string,
  { folded = foldOnce(body), quotes = 'masked' }: { folded?: Folded; quotes?: 'masked' | 'kept' } = {},
): Features => {
  const reading = readFolded(folded, quotes === 'masked' ? quotesIn(folded) : [])
  const { slots, count } = gramsOf(reading)
  const at = distinct(slots, count)
  return { at, scale: 1 / Math.sqrt(at.length + UNKNOWN_SLOTS), quoted: reading.quoted }
}
