import { randomBytes } from 'node:crypto'

/** Time and randomness, passed in wherever a test must pin them. */
export type Clock = {
  now(): Date
  /** Cryptographically strong, `size` bytes. */
  bytes(size: number): Buffer
}

/** The machine's clock and its random source. */
export const systemClock: Clock = {
  now: () => new Date(),
  bytes: (size) => randomBytes(size),
}

/** A clock for tests: it stands still until `advance`, and its randomness counts up (four bytes at least). */
export const pinnedClock = (start: Date): Clock & { advance(ms: number): void } => {
  let at = start.getTime()
  let drawn = 0
  return {
    now: () => new Date(at),
    bytes: (size) => {
      const counted = Buffer.alloc(size)
      counted.writeUInt32BE(++drawn, size - 4)
      return counted
    },
    advance: (ms) => {
      at += ms
    },
  }
}
