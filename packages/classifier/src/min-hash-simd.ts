// The one loop of a fingerprint, four rows at a time: JavaScript has no vectors, and by one row at a time it is a sixth as
// fast and the dearest part of looking at a comment. Written out as WebAssembly, an instruction a line.

// What of it is used here; the types of Node do not have it.
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer }
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: { weigh: (end: number) => void } }
}

// Numbers are written seven bits at a time, the lowest first; the last of a signed one has its sign in bit 6.
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)])
const signed = (value: number): number[] =>
  value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)]

const [I32, V128, FUNCTION, NOTHING] = [0x7f, 0x7b, 0x60, 0x40]
const vector = (code: number): number[] => [0xfd, ...unsigned(code)]
const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
const tee = (local: number): number[] => [0x22, local]
const constant = (value: number): number[] => [0x41, ...signed(value)]
const [ADD, LESS, REPEAT_IF, END] = [[0x6a], [0x49], [0x0d, 0], [0x0b]]
const loop = (...body: number[][]): number[] => [0x03, NOTHING, ...body.flat(), ...END]
const load = (offset: number): number[] => [...vector(0x00), 4, ...unsigned(offset)]
const store = (offset: number): number[] => [...vector(0x0b), 4, ...unsigned(offset)]
const LOAD_FOUR_TIMES = [...vector(0x09), 2, 0]
const [FOUR_TIMES, XOR, MULTIPLY, SHIFT, LEAST] = [0x11, 0x51, 0xb5, 0xad, 0xb6].map(vector) as [
  number[],
  number[],
  number[],
  number[],
  number[],
]

// Locals, the first of which is the argument: where the numbers end.
const [end, row, at, number, value] = [0, 1, 2, 3, 4]
// Eight rows are weighed at once, in two vectors, so that one need not wait for the other.
const halves = [
  { offset: 5, multiplier: 6, least: 7, place: 0 },
  { offset: 8, multiplier: 9, least: 10, place: 16 },
]

const bodyFor = (rows: number): number[] => {
  const [multipliers, leasts, numbers] = [4 * rows, 8 * rows, 12 * rows]
  return loop(
    ...halves.flatMap(({ offset, multiplier, least, place }) => [
      [...get(row), ...load(place), ...set(offset)],
      [...get(row), ...load(multipliers + place), ...set(multiplier)],
      [...constant(0x7fffffff), ...FOUR_TIMES, ...set(least)],
    ]),
    [...constant(numbers), ...set(at)],
    loop(
      [...get(at), ...LOAD_FOUR_TIMES, ...set(number)],
      ...halves.flatMap(({ offset, multiplier, least }) => [
        [...get(number), ...get(offset), ...XOR, ...get(multiplier), ...MULTIPLY, ...tee(value)],
        [...constant(15), ...SHIFT, ...get(value), ...XOR],
        [...get(least), ...LEAST, ...set(least)],
      ]),
      [...get(at), ...constant(4), ...ADD, ...tee(at), ...get(end), ...LESS, ...REPEAT_IF],
    ),
    ...halves.map(({ least, place }) => [...get(row), ...get(least), ...store(leasts + place)]),
    [...get(row), ...constant(32), ...ADD, ...tee(row), ...constant(4 * rows), ...LESS, ...REPEAT_IF],
  )
}

const sized = (bytes: number[]): number[] => [...unsigned(bytes.length), ...bytes]
const section = (id: number, ...bytes: number[]): number[] => [id, ...sized([1, ...bytes])] // of one thing each
const named = (name: string): number[] => sized([...name].map((letter) => letter.charCodeAt(0)))

const HEAD = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

const moduleFor = (rows: number): Uint8Array =>
  Uint8Array.from([
    ...HEAD,
    ...section(1, FUNCTION, 1, I32, 0),
    ...section(2, ...named('its'), ...named('memory'), 2, 0, 1),
    ...section(3, 0),
    ...section(7, ...named('weigh'), 0, 0),
    ...section(10, ...sized([2, 2, I32, 8, V128, ...bodyFor(rows), ...END])),
  ])

/** A memory of 64 KiB that holds, as 32-bit numbers and in this order, an offset and a multiplier for each row (a multiple of
 *  eight), what the rows weigh least, and the numbers to be weighed. `weigh` writes the least ones, given the byte at which the
 *  numbers end; undefined where the machine has no vector instructions. */
export const weigher = (rows: number): { memory: ArrayBuffer; weigh: ((end: number) => void) | undefined } => {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const bytes = moduleFor(rows)
  if (!WebAssembly.validate(bytes)) return { memory: memory.buffer, weigh: undefined }
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { its: { memory } })
  return { memory: memory.buffer, weigh: exports.weigh }
}
