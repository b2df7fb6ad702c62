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

// One pair of buffers for all texts: making them costs more than hashing does, and nothing of them is returned.
let essential = new Uint16Array(8_192)
const grams = new Int32Array(HEAD + TAIL + 1)

// Letters as folded, any digit as 0, anything else as one space: a template with another number is the same template.
// Written to `essential`; answers its length.
const distil = (body: string): number => {
  const { text } = foldOnce(body)
  if (essential.length < 2 * text.length) essential = new Uint16Array(2 * text.length)
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
  return length
}

const hashAt = (at: number): number => {
  let hash = 0x811c9dc5
  for (let unit = at; unit < at + GRAM; unit++) hash = Math.imul(hash ^ (essential[unit] as number), 0x01000193)
  return mix(hash)
}

// Written to `grams`; answers how many. One that stands twice is hashed twice: what is looked for is the least of all.
const hashAll = (length: number): number => {
  const last = length - GRAM
  let count = 0
  for (let at = 0; at <= last && at < HEAD; at++) grams[count++] = hashAt(at)
  for (let at = Math.max(HEAD, last - TAIL); at <= last; at++) grams[count++] = hashAt(at)
  return count
}

const at = (table: Int32Array, place: number): number => table[place] as number

// The four rows of a band in one pass over the grams, so that they need not wait for each other; a row stands for a text
// by the least that its grams weigh in it.
const bandOf = (count: number, band: number): number => {
  const row = band * ROWS
  const [m0, o0] = [at(multipliers, row), at(offsets, row)]
  const [m1, o1] = [at(multipliers, row + 1), at(offsets, row + 1)]
  const [m2, o2] = [at(multipliers, row + 2), at(offsets, row + 2)]
  const [m3, o3] = [at(multipliers, row + 3), at(offsets, row + 3)]
  let [l0, l1, l2, l3] = [0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff]
  for (let nth = 0; nth < count; nth++) {
    const gram = at(grams, nth)
    let value = Math.imul(gram ^ o0, m0)
    value ^= value >>> 15
    if (value < l0) l0 = value
    value = Math.imul(gram ^ o1, m1)
    value ^= value >>> 15
    if (value < l1) l1 = value
    value = Math.imul(gram ^ o2, m2)
    value ^= value >>> 15
    if (value < l2) l2 = value
    value = Math.imul(gram ^ o3, m3)
    value ^= value >>> 15
    if (value < l3) l3 = value
  }
  const first = mix(mix(band + 1) ^ l0) + row
  const second = mix(first ^ l1) + row + 1
  const third = mix(second ^ l2) + row + 2
  return (mix(third ^ l3) + row + 3) | 0
}

/** What near-copies of a text share: 16 signed 32-bit hashes, each of four MinHash rows over the folded text's
 *  5-grams and mixed with its place. Two texts of which 7 in 10 grams are common share a hash 99 times in 100, of
 *  which 2 in 10 are, 3 times in 100; so an array overlap finds candidates. Undefined under 20 letters and digits. */
export const fingerprintOf = (body: string): number[] | undefined => {
  const length = distil(body)
  if (length < SHORTEST) return undefined
  const count = hashAll(length)
  const bands: number[] = []
  for (let band = 0; band < BANDS; band++) bands.push(bandOf(count, band))
  return bands
}

/** The estimated Jaccard similarity of two texts from their fingerprints, 0 to 1, about ±0.08; 1 for the same folded
 *  text. The order within a fingerprint does not matter. */
export const similarity = (a: number[], b: number[]): number => {
  if (a.length === 0 || b.length === 0) return 0
  const known = new Set(a)
  const shared = b.filter((hash) => known.has(hash)).length
  return (shared / Math.max(a.length, b.length)) ** (1 / ROWS)
}
