import type { Judged } from './sources.ts'

/** How often a functional suite's texts of one kind are told right. */
export type SuiteLine = { source: string; func: string; n: number; label: 0 | 1; right: number }

/** For rows that say what they test (`func`): the share told right for each kind, and for all clean and all bad ones. */
export const suitesOf = (judged: readonly Judged[], threshold: number): SuiteLine[] => {
  const tests = judged.filter(({ func }) => func !== undefined)
  const lineOf = (source: string, func: string, rows: Judged[]): SuiteLine => ({
    source,
    func,
    n: rows.length,
    label: rows[0]?.label ?? 0,
    right: rows.filter(({ model, label }) => Number(model >= threshold) === label).length / rows.length,
  })
  return [...Map.groupBy(tests, ({ source }) => source)].flatMap(([source, rows]) => [
    lineOf(source, 'all', rows),
    ...([0, 1] as const).flatMap((label) => {
      const own = rows.filter((row) => row.label === label)
      return own.length === 0 ? [] : [lineOf(source, label === 1 ? 'all bad' : 'all clean', own)]
    }),
    ...[...Map.groupBy(rows, ({ func }) => func ?? '')].map(([func, own]) => lineOf(source, func, own)),
  ])
}
