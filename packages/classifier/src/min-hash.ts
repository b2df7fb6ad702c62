import { weigher } from './min-hash-simd.ts'

/** How many rows there are: permutations of all 32-bit numbers, by each of which a set of them has a least one. */
export const MIN_HASH_ROWS = 64
/** How many numbers there is room for. */
export const MOST_NUMBERS = 1_201

/** A mixing of 32 bits in which every bit of the value moves about half of the others. */
export const mix = (value: number): number => {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

// In one memory, for vector instructions can look at nothing else: an offset, a multiplier and the least a row, the numbers.
const { memory, weigh } = weigher(MIN_HASH_ROWS)
const part = (nth: number, length: number): Int32Array => new Int32Array(memory, 4 * nth * MIN_HASH_ROWS, length)
const [offsets, multipliers, leasts] = [part(0, MIN_HASH_ROWS), part(1, MIN_HASH_ROWS), part(2, MIN_HASH_ROWS)]

// One odd multiplier and one offset a row, from a fixed sequence: fingerprints are kept, so these never change.
for (let row = 0; row < MIN_HASH_ROWS; row++) {
  offsets[row] = mix(row * 2 + 2)
  multipliers[row] = mix(row * 2 + 1) | 1
}

/** The bits of a weight that its own upper ones are mixed into. */
const LOWER = 0x1ffff

const leastOf = (numbers: Int32Array, count: number, row: number): number => {
  const offset = offsets[row] as number
  const multiplier = multipliers[row] as number
  let [least, near] = [0x7fffffff, 0x7fffffff]
  for (let nth = 0; nth < count; nth++) {
    let value = Math.imul((numbers[nth] as number) ^ offset, multiplier)
    if (value > near) continue // mixing leaves the upper bits as they are
    value ^= value >>> 15
    if (value < least) near = (least = value) | LOWER
  }
  return least
}

/** The numbers to be weighed: whoever asks for their least ones writes them here first. */
export const numbers: Int32Array = part(3, MOST_NUMBERS)

/** What `count` numbers of `from` weigh least by each row, where there are no vector instructions. */
export const leastByOne = (from: Int32Array, count: number): Int32Array =>
  Int32Array.from({ length: MIN_HASH_ROWS }, (_, row) => leastOf(from, count, row))

/** What the first `count` of `numbers`, at least one, weigh least by each row. The answer is the same object every time. */
export const leastByRow = (count: number): Int32Array => {
  if (!weigh) return leastByOne(numbers, count)
  weigh(4 * (3 * MIN_HASH_ROWS + count))
  return leasts
}
