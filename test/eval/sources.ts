import { figuresOf, type Figures, type Scored } from './figures.ts'
import { isCalm, type Row } from './rows.ts'
import type { Scorer, Task } from './scorers.ts'

/** A row with its scores. */
export type Judged = Row & { model: number; checks: number }

/** One line of the table by source. */
export type SourceLine = { task: Task; source: string; lang: string; model: Figures; checks: Figures }

/** Scores the rows of one task, each by the scorer for its source; clean comments stand beside both. */
export const judgeRows = (rows: readonly Row[], task: Task, scorerFor: (source: string) => Scorer): Judged[] =>
  rows
    .filter((row) => row.kind === task || (row.kind === 'ham' && (task === 'spam' || isCalm(row))))
    .map((row) => {
      const scorer = scorerFor(row.source)
      return { ...row, model: scorer.model(task, scorer.features(row.text)), checks: scorer.all(row.text)[task] }
    })

/** At these log-odds a text is called abuse or spam: a model's even chance, and the risk from which a comment is held. */
export const THRESHOLDS = { model: 0, checks: Math.log(0.2 / 0.8) }

const lineOf = (task: Task, source: string, rows: readonly Judged[]): SourceLine => {
  const scored = (of: 'model' | 'checks'): Scored[] => rows.map((row) => ({ score: row[of], label: row.label }))
  return {
    task,
    source,
    lang: [...new Set(rows.map(({ lang }) => lang))].join(' '),
    model: figuresOf(scored('model'), THRESHOLDS.model),
    checks: figuresOf(scored('checks'), THRESHOLDS.checks),
  }
}

/** Figures by source, by language where it has several, and of everything; sources of one label are set beside the
 *  clean comments of the others. */
export const bySource = (judged: readonly Judged[], task: Task): SourceLine[] => {
  const groups = Map.groupBy(judged, ({ source }) => source)
  const clean = judged.filter(({ kind, label }) => kind === 'ham' && label === 0)
  const lines = [...groups].map(([source, rows]) => lineOf(task, source, rows))
  const onlyPositive = lines.filter(({ model }) => model.positives === model.n && clean.length > 0)
  const beside = onlyPositive.map(({ source }) =>
    lineOf(task, `${source} + clean`, [...(groups.get(source) ?? []), ...clean]),
  )
  return [...lines, ...beside, lineOf(task, 'all together', judged)]
}
