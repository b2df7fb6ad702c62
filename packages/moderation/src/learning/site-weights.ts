import { readDelta, writeDelta } from '@parley/classifier'
import type { SiteWeights } from './course.ts'
import { kinds } from './lessons.ts'

const FORMAT = 1

/** What a site learned as bytes: a format, then for each kind its length (0: nothing) and its weights. The same weights always
 *  give the same bytes. */
export const writeSiteWeights = (weights: SiteWeights): Uint8Array => {
  const parts = kinds.map((kind) => (weights[kind] ? writeDelta(weights[kind]) : new Uint8Array()))
  const bytes = new Uint8Array(1 + parts.reduce((size, part) => size + 4 + part.length, 0))
  const view = new DataView(bytes.buffer)
  bytes[0] = FORMAT
  let at = 1
  for (const part of parts) {
    view.setUint32(at, part.length)
    bytes.set(part, at + 4)
    at += 4 + part.length
  }
  return bytes
}

/** Reads what `writeSiteWeights` wrote; throws a `RangeError` for anything else. */
export const readSiteWeights = (bytes: Uint8Array): SiteWeights => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes[0] !== FORMAT) throw new RangeError('these bytes are no weights of a site')
  const weights: SiteWeights = {}
  let at = 1
  for (const kind of kinds) {
    const length = view.getUint32(at)
    if (length > 0) weights[kind] = readDelta(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return weights
}
