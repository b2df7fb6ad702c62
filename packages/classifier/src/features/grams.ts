import type { Reading } from './reading.ts'

/** Weights lie in 2^18 slots. */
export const BITS = 18
/** How many slots there are. */
export const SLOTS = 2 ** BITS

const SHIFT = 32 - BITS
const [WORD_SEED, PAIR_SEED, LETTER_SEED] = [0x2545f491, 0x1b873593, 0x811c9dc5]
const SPACE = 32
const LONGEST_GRAM = 5

/** The n-grams of a reading, repeated ones too: `count` slots, each with the units `[from, to)` of the reading it lies on. */
export type Grams = { count: number; slots: Uint32Array; froms: Uint16Array; tos: Uint16Array }

// A reading has at most 2,700 units, and a unit at most six n-grams.
const MOST = 16_384
const grams: Grams = {
  count: 0,
  slots: new Uint32Array(MOST),
  froms: new Uint16Array(MOST),
  tos: new Uint16Array(MOST),
}

const slotOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> SHIFT

const hashWord = ({ units }: Readonly<Reading>, from: number, to: number): number => {
  let hash = WORD_SEED
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (units[at] ?? 0), 0x01000193)
  return Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)
}

/** Every n-gram of a reading: words, pairs of words that follow each other, and runs of two to five letters that lie in
 *  one word or at its edge. The answer is the same object every time: it is good until the next reading. */
export const gramsOf = (reading: Readonly<Reading>): Readonly<Grams> => {
  const { units, size, words, wordCount } = reading
  const { slots, froms, tos } = grams
  let count = 0
  let before = PAIR_SEED
  let start = 0
  for (let word = 0; word < wordCount; word++) {
    const [from, to] = [words[2 * word] ?? 0, words[2 * word + 1] ?? 0]
    const hash = hashWord(reading, from, to)
    slots[count] = slotOf(hash)
    froms[count] = from
    tos[count++] = to
    slots[count] = slotOf(Math.imul(before, 31) ^ hash)
    froms[count] = start
    tos[count++] = to
    before = hash
    start = from
  }
  for (let at = 0; at < size; at++) {
    let hash = Math.imul(LETTER_SEED ^ (units[at] as number), 0x01000193)
    const last = Math.min(size, at + LONGEST_GRAM)
    for (let end = at + 1; end < last; end++) {
      const unit = units[end] as number
      hash = Math.imul(hash ^ unit, 0x01000193)
      slots[count] = slotOf(hash)
      froms[count] = at
      tos[count++] = end + 1
      if (unit === SPACE) break
    }
  }
  grams.count = count
  return grams
}
