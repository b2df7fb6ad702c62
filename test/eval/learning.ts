import { createLearner, MOST_LEARNED, MOST_UNLEARNED, type Features } from '@parley/classifier'
import { figuresOf } from './figures.ts'
import { randomFrom, spread } from './disguise.ts'
import type { Row } from './rows.ts'
import type { Scorer } from './scorers.ts'

/** AUC on comments a site has not decided, after so many decisions of its moderators. */
export type CurveLine = { source: string; wrongShare: number; decisions: number; auc: number }

type Case = { features: Features; base: number; bad: boolean }

const STEPS = [0, 50, 200, 500, 750, 1_000, 2_000, 3_900]
const MOST = 6_000

const casesOf = (rows: readonly Row[], scorer: Scorer): Case[] => {
  const random = randomFrom(23)
  return spread(rows, MOST)
    .map((row) => ({ row, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ row }) => {
      const features = scorer.features(row.text)
      return { features, base: scorer.model('abuse', features), bad: row.label === 1 }
    })
}

const curveOf = (source: string, cases: Case[], wrongShare: number): CurveLine[] => {
  const random = randomFrom(29)
  const learner = createLearner()
  const tested = cases.slice(0, Math.ceil(cases.length / 3))
  const taught = cases.slice(tested.length)
  const lines: CurveLine[] = []
  for (const [nth, { features, base, bad }] of [...taught, undefined].map((one) => one ?? ({} as Case)).entries()) {
    if (STEPS.includes(nth)) {
      const scored = tested.map((one) => ({
        score: one.base + learner.added(one.features),
        label: Number(one.bad) as 0 | 1,
      }))
      lines.push({ source, wrongShare, decisions: nth, auc: figuresOf(scored, 0).auc ?? 0.5 })
    }
    if (nth < taught.length) learner.learn({ features, base, bad: random() < wrongShare ? !bad : bad })
  }
  return lines
}

/** How a site's own decisions move the abuse model, on each source with both labels taken for a site: all right, a tenth
 *  of them wrong, three tenths. */
export const learningCurves = (rows: readonly Row[], scorerFor: (source: string) => Scorer): CurveLine[] =>
  [
    ...Map.groupBy(
      rows.filter(({ kind, func }) => kind === 'abuse' && !func),
      ({ source }) => source,
    ),
  ].flatMap(([source, own]) => {
    const bad = own.filter(({ label }) => label === 1).length
    if (bad < 50 || own.length - bad < 50) return []
    const cases = casesOf(own, scorerFor(source))
    return [0, 0.1, 0.3].flatMap((wrongShare) => curveOf(source, cases, wrongShare))
  })

/** What somebody can unlearn who rejects nothing and has the same insult published over and over. */
export const unlearned = (
  scorer: Scorer,
  insult: string,
  times: number,
): { before: number; after: number; most: number } => {
  const features = scorer.features(insult)
  const base = scorer.model('abuse', features)
  const learner = createLearner()
  for (let nth = 0; nth < times; nth++) learner.learn({ features, base, bad: false })
  return { before: base, after: base + learner.added(features), most: Math.max(MOST_LEARNED, MOST_UNLEARNED) }
}
