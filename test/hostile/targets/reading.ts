/** The bytes as a text: the first one chooses between UTF-8 and UTF-16, where half characters are met too. */
export const textOf = (data: Buffer): string =>
  data.length === 0 ? '' : data.subarray(1).toString((data[0] ?? 0) % 2 === 0 ? 'utf8' : 'utf16le')

/** A seed that `textOf` reads as this text. */
export const seedOf = (text: string): Buffer => Buffer.concat([Buffer.from([0]), Buffer.from(text, 'utf8')])

/** Fails by name. */
export const hold = (promise: string, kept: boolean): void => {
  if (!kept) throw new Error(`broken: ${promise}`)
}

/** Does it, in a time bounded for what libFuzzer makes (some kilobytes); the machine may have been busy once or twice. */
export const inTime = <T>(what: string, work: () => T, mostMs = 200): T => {
  let best = Infinity
  for (let tries = 0; tries < 3; tries += 1) {
    const start = performance.now()
    const made = work()
    best = Math.min(best, performance.now() - start)
    if (best <= mostMs) return made
  }
  throw new Error(`broken: ${what} takes ${Math.round(best)} ms`)
}
