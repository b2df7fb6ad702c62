import { kindOf } from './characters.ts'
import { foldOnce } from './fold-once.ts'

const GRAM = 5
const BANDS = 16
const ROWS = 4
/** Shorter texts ("thanks, great article") are alike without being copies. */
const SHORTEST = 20
/** The grams looked at: all of an ordinary comment, the head and the tail of a long one. */
const HEAD = 900
const TAIL = 300

const [SPACE, ZERO, NINE] = [0x20, 0x30, 0x39]

const mix = (value: number): number => {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

// One odd multiplier and one offset a row, from a fixed sequence: fingerprints are kept, so these never change.
const multipliers = Int32Array.from({ length: BANDS * ROWS }, (_, row) => mix(row * 2 + 1) | 1)
const offsets = Int32Array.from({ length: BANDS * ROWS }, (_, row) => mix(row * 2 + 2))

// Letters as folded, any digit as 0, anything else as one space: a template with another number is the same template.
const essence = (body: string): Uint16Array => {
  const { text } = foldOnce(body)
  const essential = new Uint16Array(text.length * 2)
  let length = 0
  let gap = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    if (kindOf(letter) === 0) {
      gap = length > 0
      continue
    }
    if (gap) essential[length++] = SPACE
    gap = false
    essential[length++] = letter >= ZERO && letter <= NINE ? ZERO : letter
  }
  return essential.subarray(0, length)
}

const hashAt = (text: Uint16Array, at: number): number => {
  let hash = 0x811c9dc5
  for (let unit = at; unit < at + GRAM; unit++) hash = Math.imul(hash ^ (text[unit] as number), 0x01000193)
  return mix(hash)
}

/** A gram that stands twice is hashed twice: what is looked for is the least of all. */
const gramsOf = (text: Uint16Array): Int32Array => {
  const last = text.length - GRAM
  const grams = new Int32Array(HEAD + TAIL + 1)
  let count = 0
  for (let at = 0; at <= last && at < HEAD; at++) grams[count++] = hashAt(text, at)
  for (let at = Math.max(HEAD, last - TAIL); at <= last; at++) grams[count++] = hashAt(text, at)
  return grams.subarray(0, count)
}

const leastOf = (grams: Int32Array, row: number): number => {
  const multiplier = multipliers[row] ?? 1
  const offset = offsets[row] ?? 0
  let least = 0x7fffffff
  for (let at = 0; at < grams.length; at++) {
    const value = Math.imul((grams[at] as number) ^ offset, multiplier)
    const spread = value ^ (value >>> 15)
    if (spread < least) least = spread
  }
  return least
}

const bandOf = (grams: Int32Array, band: number): number => {
  let hash = mix(band + 1)
  for (let row = band * ROWS; row < (band + 1) * ROWS; row++) hash = mix(hash ^ leastOf(grams, row)) + row
  return hash | 0
}

/** What near-copies of a text share: 16 signed 32-bit hashes, each of four MinHash rows over the folded text's
 *  5-grams and mixed with its place. Two texts of which 7 in 10 grams are common share a hash 99 times in 100, of
 *  which 2 in 10 are, 3 times in 100; so an array overlap finds candidates. Undefined under 20 letters and digits. */
export const fingerprintOf = (body: string): number[] | undefined => {
  const text = essence(body)
  if (text.length < SHORTEST) return undefined
  const grams = gramsOf(text)
  return Array.from({ length: BANDS }, (_, band) => bandOf(grams, band))
}

/** The estimated Jaccard similarity of two texts from their fingerprints, 0 to 1, about ±0.08; 1 for the same folded
 *  text. The order within a fingerprint does not matter. */
export const similarity = (a: number[], b: number[]): number => {
  if (a.length === 0 || b.length === 0) return 0
  const known = new Set(a)
  const shared = b.filter((hash) => known.has(hash)).length
  return (shared / Math.max(a.length, b.length)) ** (1 / ROWS)
}
