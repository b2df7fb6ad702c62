import { SLOTS } from '../features/grams.ts'
import { MOST_A_SLOT, type OwnWeights } from './delta.ts'

/** A delta's own weights in as few bytes as may be: only slots that weigh something, each as the gap from the one before
 *  (7 bits a byte) and a signed byte of 127 steps up to the most that a slot may weigh. About two bytes a slot. */
export const writeDelta = ({ weights, bias }: OwnWeights): Uint8Array => {
  const bytes = new Uint8Array(8 + SLOTS * 4)
  const view = new DataView(bytes.buffer)
  view.setFloat32(0, bias)
  let size = 8
  let count = 0
  let last = -1
  for (let slot = 0; slot < SLOTS; slot++) {
    const step = Math.round(((weights[slot] ?? 0) / MOST_A_SLOT) * 127)
    if (step === 0) continue
    let gap = slot - last - 1
    while (gap > 127) {
      bytes[size++] = (gap & 127) | 128
      gap >>>= 7
    }
    bytes[size++] = gap
    view.setInt8(size++, Math.min(127, Math.max(-127, step)))
    last = slot
    count += 1
  }
  view.setUint32(4, count)
  return bytes.slice(0, size)
}

/** Reads what `writeDelta` wrote. Throws a `RangeError` when the bytes are none of its making. */
export const readDelta = (bytes: Uint8Array): OwnWeights => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bias = view.getFloat32(0)
  const weights = new Float32Array(SLOTS)
  let at = 8
  let slot = -1
  for (let count = view.getUint32(4); count > 0; count -= 1) {
    let gap = 0
    let shift = 0
    for (;;) {
      const part = view.getUint8(at++)
      gap |= (part & 127) << shift
      if (part < 128) break
      shift += 7
    }
    slot += gap + 1
    if (slot < 0 || slot >= SLOTS) throw new RangeError('a weight lies outside of the hash space')
    weights[slot] = (view.getInt8(at++) / 127) * MOST_A_SLOT
  }
  if (at !== bytes.byteLength || !Number.isFinite(bias)) throw new RangeError('these bytes are no delta')
  return { weights, bias }
}
