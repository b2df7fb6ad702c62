import { calibrate, type Point } from './calibrate.ts'
import { learn, sumOf, type Settings } from './learn.ts'
import { samplesOf, type Prepared } from './samples.ts'
import { quantised } from './write.ts'

/** Chosen by leaving sources out, two halves of the English ones in turn, and by a fifth of the others. */
export const settings: Settings = { epochs: 4, rate: 0.3, decay: 1e-3, seed: 1 }

const FOLDS = 4

// Texts are told as they will be on a site never seen: a source's by what the others teach, but a language's only
// source's by the rest of that source. Where a source is all clean so is the rest of its kind: ordinary comments are alike.
const foldsOf = (prepared: readonly Prepared[]): number[] => {
  const sources = new Map<string, Set<string>>()
  const bad = new Set<string>()
  for (const { lang, group, label } of prepared) {
    sources.set(lang, (sources.get(lang) ?? new Set()).add(group))
    if (label === 1) bad.add(group)
  }
  const groups = [...new Set(prepared.map(({ group }) => group))].toSorted()
  return prepared.map(({ lang, group, nth }) =>
    (sources.get(lang)?.size ?? 0) > 1 && bad.has(group) ? groups.indexOf(group) % FOLDS : nth % FOLDS,
  )
}

/** What makes log-odds of a model's sums, from texts of sources that the telling model did not see. */
export const calibrationOf = (prepared: readonly Prepared[]): ReturnType<typeof calibrate> => {
  const folds = foldsOf(prepared)
  const samples = samplesOf(prepared)
  const points: Point[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const learned = learn(
      samples.filter((_, at) => folds[at] !== fold),
      { ...settings, epochs: 2 },
    )
    for (const [at, sample] of samples.entries()) {
      if (folds[at] !== fold || prepared[at]?.copy) continue
      points.push({ sum: sumOf(learned, sample), label: sample.label, weight: sample.weight })
    }
  }
  return calibrate(points)
}

/** Learns from prepared texts and quantises what was learned. */
export const fit = (prepared: readonly Prepared[]): ReturnType<typeof quantised> =>
  quantised(learn(samplesOf(prepared), settings))
