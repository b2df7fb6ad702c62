import { kindOf } from './characters.ts'
import { foldOnce } from './fold-once.ts'
import { leastByRow, MIN_HASH_ROWS, mix, numbers } from './min-hash.ts'

const GRAM = 5
const ROWS = 4
const BANDS = MIN_HASH_ROWS / ROWS
/** Shorter texts ("thanks, great article") are alike without being copies. */
const SHORTEST = 20
/** The grams looked at: all of an ordinary comment, the head and the tail of a long one. */
const HEAD = 900
const TAIL = 300

const [SPACE, ZERO, NINE] = [0x20, 0x30, 0x39]

// One buffer for all texts: making it costs more than hashing does, and nothing of it is returned.
let essential = new Uint16Array(8_192)

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

// Written to `numbers`; answers how many. One that stands twice is hashed twice: what is looked for is the least of all.
const hashAll = (length: number): number => {
  const last = length - GRAM
  let count = 0
  for (let at = 0; at <= last && at < HEAD; at++) numbers[count++] = hashAt(at)
  for (let at = Math.max(HEAD, last - TAIL); at <= last; at++) numbers[count++] = hashAt(at)
  return count
}

const bandOf = (leasts: Int32Array, band: number): number => {
  const row = band * ROWS
  const leastOf = (nth: number): number => leasts[nth] as number
  const first = mix(mix(band + 1) ^ leastOf(row)) + row
  const second = mix(first ^ leastOf(row + 1)) + row + 1
  const third = mix(second ^ leastOf(row + 2)) + row + 2
  return (mix(third ^ leastOf(row + 3)) + row + 3) | 0
}

/** What near-copies of a text share: 16 signed 32-bit hashes, each of four MinHash rows over the folded text's
 *  5-grams and mixed with its place. Two texts of which 7 in 10 grams are common share a hash 99 times in 100, of
 *  which 2 in 10 are, 3 times in 100; so an array overlap finds candidates. Undefined under 20 letters and digits. */
export const fingerprintOf = (body: string): number[] | undefined => {
  const length = distil(body)
  if (length < SHORTEST) return undefined
  const count = hashAll(length)
  const leasts = leastByRow(count)
  const bands: number[] = []
  for (let band = 0; band < BANDS; band++) bands.push(bandOf(leasts, band))
  return bands
}

/** The estimated Jaccard similarity of two texts from their fingerprints, 0 to 1, about ±0.08; 1 for the same folded
 *  text. The order within a fingerprint does not matter. */
export const similarity = (a: number[], b: number[]): number => {
  if (a.length === 0 || b.length === 0) return 0
  let shared = 0
  for (const hash of b) if (a.includes(hash)) shared++ // of so few a set costs more
  return (shared / Math.max(a.length, b.length)) ** (1 / ROWS)
}
