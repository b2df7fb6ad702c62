import { createHash } from 'node:crypto'
import { weightOf } from '../src/model/model.ts'
import { BITS, FEATURE_VERSION, SLOTS, type ModelHeader } from '../src/index.ts'
import type { Learned } from './learn.ts'

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** The byte that stands for a weight. */
export const codeOf = (weight: number, largest: number): number =>
  Math.sign(weight) * Math.round(127 * Math.sqrt(Math.min(1, Math.abs(weight) / largest)))

/** What was learned as its bytes will say it: quantised to one byte a slot. */
export const quantised = ({ weights, bias }: Learned): { codes: Int8Array; largest: number; read: Learned } => {
  const largest = Math.fround(weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9))
  const codes = Int8Array.from({ length: SLOTS }, (_, slot) => codeOf(weights[slot] ?? 0, largest))
  return { codes, largest, read: { weights: Float32Array.from(codes, (code) => weightOf(code, largest)), bias } }
}

/** A model file: a line of JSON, then its bytes. */
export const modelFile = (
  { codes, largest }: { codes: Int8Array; largest: number },
  about: Pick<ModelHeader, 'name' | 'bias' | 'calibration'> & { data: string; code: string },
): Uint8Array => {
  const { data, code, ...rest } = about
  const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.length)
  const header: ModelHeader = {
    format: 'parley-model',
    featureVersion: FEATURE_VERSION,
    bits: BITS,
    largest,
    ...rest,
    hashes: { data, code, weights: sha256(bytes) },
  }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes])
}
