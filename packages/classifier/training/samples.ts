import { featuresOf } from '../src/index.ts'
import type { Example } from './examples.ts'
import type { Sample } from './learn.ts'
import { withSlips } from './noise.ts'
import { randomFrom } from './random.ts'
import { transliterated } from './transliterate.ts'

/** An example with its features; `copy` says that it is another one written differently. */
export type Prepared = Omit<Sample, 'group' | 'weight'> & Omit<Example, 'text'> & { nth: number; copy: boolean }

/** How many examples are copied with slips of the hand, in how many of their words, and what a copy counts. */
const [SLIPPED, SLIPS, COPY] = [0.5, 0.8, 0.5]

/** Works out the features of examples and of copies of some: with slips of the hand, and of Russian in Latin letters. */
export const prepare = (examples: readonly Example[], seed: number): Prepared[] => {
  const random = randomFrom(seed)
  return examples.flatMap(({ text, ...example }, nth) => {
    const sample = (written: string, copy: boolean): Prepared => {
      const { at, scale } = featuresOf(written)
      return { ...example, at, scale, nth, copy, count: example.count * (copy ? COPY : 1) }
    }
    const samples = [sample(text, false)]
    if (random() < SLIPPED) samples.push(sample(withSlips(text, SLIPS, random), true))
    if (example.lang === 'ru' && random() < SLIPPED) samples.push(sample(transliterated(text), true))
    return samples
  })
}

/** No source counts for more than so many texts of one label, whatever it brings: large ones come from one place too. */
const MOST_OF_A_SOURCE = 12_000

/** Prepared examples as samples whose weights are those of their sources, each source a group of its own. */
export const samplesOf = (prepared: readonly Prepared[]): Sample[] => {
  const totals = new Map<string, number>()
  const labels = new Map<string, Set<number>>()
  for (const { group, label, count } of prepared) {
    totals.set(`${group} ${label}`, (totals.get(`${group} ${label}`) ?? 0) + count)
    labels.set(group, (labels.get(group) ?? new Set()).add(label))
  }
  // A source of one label has no share of its own to be forgotten.
  const groups = [...labels].flatMap(([group, { size }]) => (size > 1 ? [group] : []))
  return prepared.map(({ at, scale, label, group, count }) => {
    const total = totals.get(`${group} ${label}`) ?? 1
    return { at, scale, label, weight: count * Math.min(1, MOST_OF_A_SOURCE / total), group: groups.indexOf(group) + 1 }
  })
}
