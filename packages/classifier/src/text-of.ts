/** Under so many units a list of them costs less than a decoder. */
const SHORT = 16

// One view of the last array: it is nearly always the same one, and a view costs more than decoding does.
let viewed: Uint16Array | undefined
let bytes: Buffer = Buffer.alloc(0)

const bytesOf = (units: Uint16Array): Buffer => {
  if (units === viewed) return bytes
  viewed = units
  bytes = Buffer.from(units.buffer, units.byteOffset, units.byteLength)
  return bytes
}

/** The first `size` of some UTF-16 units as a text. Little-endian, as every machine that Node runs on is. */
export const textOf = (units: Uint16Array, size: number): string =>
  size < SHORT
    ? String.fromCharCode.apply(undefined, units.subarray(0, size) as unknown as number[]) // no list is made of them
    : bytesOf(units).toString('utf16le', 0, 2 * size)
