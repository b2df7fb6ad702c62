import { randomUUID } from 'node:crypto'

const COUNTED = 0x1000

let lastMs = 0
let count = 0

/**
 * A UUID version 7 (RFC 9562, 6.2 method 1): milliseconds, then a counter of 12 bits that begins anywhere in its lower half, then 62
 * random bits. Those of one process ascend. Made of `randomUUID`, whose random bits Node draws for many at once, it costs a fifth
 * of the library's.
 */
export const newId = (now: number = Date.now()): string => {
  const random = randomUUID()
  if (now > lastMs) {
    lastMs = now
    count = Number.parseInt(random.slice(0, 3), 16) >> 1
  } else if ((count += 1) === COUNTED) {
    lastMs += 1 // more than the counter holds: a moment of the next millisecond
    count = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${(COUNTED + count).toString(16).slice(1)}${random.slice(18)}`
}
