import { figuresOf } from './figures.ts'
import { spread } from './disguise.ts'
import type { Judged } from './sources.ts'
import type { WordList } from './word-lists.ts'

/** What a word list finds in one source, beside what the model finds while taking no more clean texts for abuse. */
export type ListLine = {
  source: string
  list: string
  n: number
  recall: number
  falsePositives: number
  modelRecallAtSame: number
  micros: number
}

const recallAt = (rows: readonly Judged[], falsePositives: number): number => {
  const clean = rows.filter(({ label }) => label === 0).map(({ model }) => model)
  const threshold = clean.toSorted((a, b) => b - a)[Math.floor(falsePositives * clean.length)] ?? -Infinity
  const bad = rows.filter(({ label }) => label === 1)
  return bad.filter(({ model }) => model > threshold).length / Math.max(1, bad.length)
}

/** Each word list on each source of abuse with both labels, on the same texts. */
export const listsTable = (judged: readonly Judged[], lists: readonly WordList[], most: number): ListLine[] =>
  [...Map.groupBy(judged, ({ source }) => source)].flatMap(([source, all]) => {
    const rows = spread(all, most)
    if (!rows.some(({ label }) => label === 0) || !rows.some(({ label }) => label === 1)) return []
    return lists.map(({ name, finds }) => {
      const before = performance.now()
      const scored = rows.map(({ text, label }) => ({ score: finds(text) ? 1 : 0, label }))
      const micros = (1_000 * (performance.now() - before)) / rows.length
      const { recall = 0, falsePositives = 0 } = figuresOf(scored, 1)
      return {
        source,
        list: name,
        n: rows.length,
        recall,
        falsePositives,
        modelRecallAtSame: recallAt(rows, falsePositives),
        micros,
      }
    })
  })
