// Little-endian, as every machine that Node runs on is.
const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true })
/** Under so many units a decoder costs more than it saves. */
const SHORT = 48

/** The first `size` of some UTF-16 units as a text. */
export const textOf = (units: Uint16Array, size: number): string =>
  size < SHORT
    ? String.fromCharCode.apply(undefined, units.subarray(0, size) as unknown as number[]) // no list is made of them
    : utf16.decode(units.subarray(0, size))
