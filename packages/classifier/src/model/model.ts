import { FEATURE_VERSION } from '../features/features.ts'
import { BITS, SLOTS } from '../features/grams.ts'

/** What a model file says about itself, in its first line. */
export type ModelHeader = {
  format: 'parley-model'
  /** What the model tells: `spam` or `abuse`. */
  name: string
  featureVersion: number
  bits: number
  /** The largest weight; a stored byte `c` stands for `sign(c) (c / 127)² largest`. */
  largest: number
  bias: number
  /** Makes log-odds of sums: `slope · sum + intercept`, as in the texts it was trained on. */
  calibration: { slope: number; intercept: number }
  /** SHA-256, in hex, of the rows it was trained from, of the code that trained it and of its weights. */
  hashes: { data: string; code: string; weights: string }
}

/** A learned model, ready to be asked. */
export type Model = {
  name: string
  /** Which of all models of this name: the beginning of its weights' hash. */
  version: string
  header: ModelHeader
  codes: Int8Array
  /** The weight that each byte stands for, calibrated; a code `c` is at `c + 128`. */
  values: Float32Array
  /** Calibrated log-odds of a text without any feature. */
  bias: number
}

/** Thrown for a file that is no model, or one of other features than this code's. */
export class ModelMismatch extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ModelMismatch'
  }
}

const NEWLINE = 10
const LONGEST_HEADER = 16_384

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const areNumbers = (...values: unknown[]): boolean => values.every((value) => Number.isFinite(value))
const areTexts = (...values: unknown[]): boolean => values.every((value) => typeof value === 'string')

const isHeader = (value: unknown): value is ModelHeader => {
  if (!isRecord(value) || value['format'] !== 'parley-model' || !areTexts(value['name'])) return false
  const { featureVersion, bits, largest, bias, calibration, hashes } = value
  if (!areNumbers(featureVersion, bits, largest, bias) || !isRecord(calibration) || !isRecord(hashes)) return false
  return (
    areNumbers(calibration['slope'], calibration['intercept']) &&
    areTexts(hashes['data'], hashes['code'], hashes['weights'])
  )
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** The weight a stored byte stands for. */
export const weightOf = (code: number, largest: number): number => Math.sign(code) * (code / 127) ** 2 * largest

/** Reads a model file: one line of JSON, then a byte a slot. Throws `ModelMismatch` when it is none, or was trained for
 *  other features than those of this code. */
export const readModel = (bytes: Uint8Array): Model => {
  const end = bytes.subarray(0, LONGEST_HEADER).indexOf(NEWLINE)
  const header = parse(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))))
  if (!isHeader(header)) throw new ModelMismatch('This is no model file.')
  const { name, featureVersion, bits, largest, bias, calibration, hashes } = header
  if (featureVersion !== FEATURE_VERSION || bits !== BITS) {
    throw new ModelMismatch(
      `The model "${name}" was trained for features ${featureVersion} of ${bits} bits; these are ${FEATURE_VERSION} of ${BITS}.`,
    )
  }
  const codes = Int8Array.from(new Int8Array(bytes.buffer, bytes.byteOffset + end + 1, bytes.length - end - 1))
  if (codes.length !== SLOTS) throw new ModelMismatch(`The model "${name}" is cut short.`)
  const { slope, intercept } = calibration
  return {
    name,
    version: hashes.weights.slice(0, 12),
    header,
    codes,
    values: Float32Array.from({ length: 256 }, (_, at) => slope * weightOf(at - 128, largest)),
    bias: slope * bias + intercept,
  }
}
