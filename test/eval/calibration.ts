import { createLearner } from '@parley/classifier'
import {
  calibrate,
  fitPlatt,
  judge,
  runChecks,
  sampleOf,
  type CheckTrace,
  type Policy,
  type Sample,
} from '@parley/moderation'
import { randomFrom, spread } from './picks.ts'
import { calibrationError, riskAt, type Scored } from './figures.ts'
import type { Row } from './rows.ts'
import { subjectOf, type Scorer } from './scorers.ts'
import type { Judged } from './sources.ts'

/** How far a source's chances are from what is true, before and after a site looked at 500 random texts of it. */
export type CalibrationLine = { source: string; n: number; asShipped: number; afterAudits: number }

/** How often the call is wrong among the surest texts, by how many of all are called. */
export type CoverageLine = { source: string; risks: Record<string, number> }

const AUDITS = 500
const COVERAGES = [0.1, 0.25, 0.5, 0.75, 0.9, 1]

const mixed = <Item>(items: readonly Item[]): Item[] => {
  const random = randomFrom(31)
  const placed = items.map((item) => ({ item, place: random() }))
  return placed.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}

const sitesIn = <Line extends { source: string; label: 0 | 1 }>(rows: readonly Line[]): [string, Line[]][] =>
  [...Map.groupBy(rows, ({ source }) => source)].flatMap(([source, own]): [string, Line[]][] => {
    const positives = own.filter(({ label }) => label === 1).length
    return Math.min(positives, own.length - positives) < 30 || own.length < 2 * AUDITS ? [] : [[source, mixed(own)]]
  })

const scoredOf = ({ model, label }: Judged): Scored => ({ score: model, label })

/** The calibration error of the abuse model by source. */
export const calibrationTable = (judged: readonly Judged[]): CalibrationLine[] =>
  sitesIn(judged).map(([source, rows]) => {
    const [audited, rest] = [rows.slice(0, AUDITS).map(scoredOf), rows.slice(AUDITS).map(scoredOf)]
    const { slope, offset } = fitPlatt(audited.map(({ score, label }) => ({ score, bad: label === 1 })))
    const fitted = rest.map(({ score, label }) => ({ score: slope * score + offset, label }))
    return { source, n: rest.length, asShipped: calibrationError(rest), afterAudits: calibrationError(fitted) }
  })

/** Risk by coverage, by source. */
export const coverageTable = (judged: readonly Judged[], threshold: number): CoverageLine[] =>
  sitesIn(judged).map(([source, rows]) => ({
    source,
    risks: Object.fromEntries(
      COVERAGES.map((share) => [`${100 * share} %`, riskAt(rows.map(scoredOf), threshold, share)]),
    ),
  }))

/** What a site does by itself to start with and after so many decisions, and what of it is wrong. */
export type AutomaticLine = {
  source: string
  decisions: number
  automatic: number
  badAmongPublished: number
  cleanRejected: number
}

const MOST_TESTED = 1_500

type Seen = { row: Row; traces: CheckTrace[]; base: number; features: ReturnType<Scorer['features']> }

const withOpinion = (traces: CheckTrace[], abuse: number): CheckTrace[] =>
  traces.map((trace) => ({
    ...trace,
    signals: trace.signals.map((signal) => (signal.code === 'abuse.model' ? { ...signal, abuse } : signal)),
  }))

const outcomes = (
  source: string,
  decisions: number,
  tested: Seen[],
  policy: Policy,
  opinionOf: (seen: Seen) => number,
) => {
  const all = tested.map((seen) => {
    const { outcome } = judge(withOpinion(seen.traces, opinionOf(seen)), subjectOf(seen.row.text), policy)
    return { outcome, bad: seen.row.label === 1 }
  })
  const published = all.filter(({ outcome }) => outcome === 'published')
  const rejected = all.filter(({ outcome }) => outcome === 'rejected')
  const clean = all.filter(({ bad }) => !bad).length
  return {
    source,
    decisions,
    automatic: (published.length + rejected.length) / all.length,
    badAmongPublished: published.filter(({ bad }) => bad).length / Math.max(1, published.length),
    cleanRejected: rejected.filter(({ bad }) => !bad).length / Math.max(1, clean),
  }
}

/** Plays each source as a site: comments come, the checks put them somewhere, people decide all of them as if each were audited, the
 *  site learns and is calibrated by what it foretold. */
export const automaticTable = (rows: readonly Row[], scorerFor: (source: string) => Scorer): AutomaticLine[] =>
  sitesIn(rows.filter(({ kind, func }) => kind === 'abuse' && !func)).flatMap(([source, own]) => {
    const scorer = scorerFor(source)
    const look = (row: Row): Seen => {
      const features = scorer.features(row.text)
      const traces = runChecks(subjectOf(row.text), undefined, scorer.checks)
      return { row, traces, features, base: scorer.model('abuse', features) }
    }
    const tested = spread(own.slice(Math.ceil(own.length / 2)), MOST_TESTED).map(look)
    const learner = createLearner()
    const samples: Sample[] = []
    let { policy } = calibrate([], { name: 'start' })
    const lines = [outcomes(source, 0, tested, policy, ({ base }) => base)]
    for (const row of own.slice(0, Math.min(750, Math.floor(own.length / 2)))) {
      const { traces, features, base } = look(row)
      const bad = row.label === 1
      const abuse = base + learner.added(features)
      const { outcome } = judge(withOpinion(traces, abuse), subjectOf(row.text), policy)
      samples.push({ ...sampleOf(traces, { abuse }), unwanted: bad, says: { abuse: bad }, automatic: outcome })
      learner.learn({ features, base, bad })
      if (samples.length % 50 === 0) ({ policy } = calibrate(samples, { name: 'learned' }))
      if (samples.length !== 200 && samples.length !== 500 && samples.length !== 750) continue
      lines.push(outcomes(source, samples.length, tested, policy, (seen) => seen.base + learner.added(seen.features)))
    }
    return lines
  })
