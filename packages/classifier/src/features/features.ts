import { foldOnce } from '../fold-once.ts'
import type { Folded } from '../fold.ts'
import { eachGram, SLOTS } from './grams.ts'
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

// When a slot was last met, counted in texts: no clearing between two of them.
const met = new Uint32Array(SLOTS)
let text = 0
const found = new Uint32Array(16_384)
let count = 0

const take = (slot: number): void => {
  if (met[slot] === text) return
  met[slot] = text
  found[count++] = slot
}

/** As if every text had so many slots more, of which nothing is known. */
const UNKNOWN_SLOTS = 30

const nextText = (): void => {
  count = 0
  text = text === 0xffffffff ? 1 : text + 1
  if (text === 1) met.fill(0)
}

/** The features of a text, hashed once for all models. `folded` is its folded form where that is known already. With
 *  `quotes: 'kept'` what the text quotes is read as its own words. */
export const featuresOf = (
  body: string,
  { folded = foldOnce(body), quotes = 'masked' }: { folded?: Folded; quotes?: 'masked' | 'kept' } = {},
): Features => {
  const reading = readFolded(folded, quotes === 'masked' ? quotesIn(folded) : [])
  nextText()
  eachGram(reading, take)
  return { at: found.slice(0, count), scale: 1 / Math.sqrt(count + UNKNOWN_SLOTS), quoted: reading.quoted }
}
