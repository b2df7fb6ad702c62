import { originalSpan } from '../fold.ts'
import { foldOnce } from '../fold-once.ts'
import type { Features } from '../features/features.ts'
import { gramsOf } from '../features/grams.ts'
import { quotesIn } from '../features/quotes.ts'
import { readFolded } from '../features/reading.ts'
import type { Delta } from './log-odds.ts'
import type { Model } from './model.ts'

/** Part of the original text, in UTF-16 code units: `[start, end)`. */
export type ModelSpan = { start: number; end: number }

/** Words that carry less than this share of what the heaviest one does are not worth showing. */
const LEAST_SHARE = 0.3

type Carrier = { from: number; to: number; weight: number }

// Keeps the heaviest few, the earlier of equal ones first: sorting all words of a long text costs more than reading it.
const insert = (heaviest: Carrier[], word: Carrier, most: number): void => {
  const after = heaviest.findIndex(({ weight }) => weight < word.weight)
  heaviest.splice(after < 0 ? heaviest.length : after, 0, word)
  if (heaviest.length > most) heaviest.pop()
}

const deltaAt = (delta: Delta | undefined, slot: number): number => {
  if (!delta) return 0
  return (delta.weights instanceof Float32Array ? delta.weights[slot] : delta.weights.get(slot)) ?? 0
}

/** The words of the original text that raised a model's log-odds most, at most `most`, in order. It reads the text anew:
 *  ask only where somebody will look. */
export const spansOf = (
  { codes, values }: Model,
  { quoted }: Pick<Features, 'quoted'>,
  body: string,
  most: number,
  delta?: Delta,
): ModelSpan[] => {
  const folded = foldOnce(body)
  const reading = readFolded(folded, quoted ? quotesIn(folded) : [])
  // What a run of letters carries is put down at its middle: it is that of the word it mostly lies in.
  const carried = new Float64Array(reading.size + 1)
  const { slots, froms, tos, count } = gramsOf(reading)
  for (let at = 0; at < count; at++) {
    const slot = slots[at] ?? 0
    const middle = ((froms[at] ?? 0) + (tos[at] ?? 0)) >> 1
    carried[middle] = (carried[middle] ?? 0) + (values[(codes[slot] ?? 0) + 128] ?? 0) + deltaAt(delta, slot)
  }
  const heaviest: Carrier[] = []
  for (let word = 0; word < reading.wordCount; word++) {
    const [from, to] = [reading.words[2 * word] ?? 0, reading.words[2 * word + 1] ?? 0]
    let weight = 0
    for (let at = from; at < to; at++) weight += carried[at] ?? 0
    if (weight > 0 && (heaviest.length < most || weight > (heaviest.at(-1)?.weight ?? 0)))
      insert(heaviest, { from: reading.froms[from] ?? 0, to: reading.tos[to - 1] ?? 0, weight }, most)
  }
  const least = LEAST_SHARE * (heaviest[0]?.weight ?? 0)
  return heaviest
    .filter(({ weight }) => weight >= least)
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to }) => originalSpan(folded, from, to))
}
