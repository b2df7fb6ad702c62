/** Prints a table to standard output, its columns as wide as what stands in them. */
export const printTable = (title: string, rows: readonly Record<string, string | number | undefined>[]): void => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (value: string | number | undefined): string => (value === undefined ? '' : String(value))
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)))
  const text = lines.map((line) =>
    line.map((part, at) => (at === 0 ? part.padEnd(widths[at] ?? 0) : part.padStart(widths[at] ?? 0))).join('  '),
  )
  process.stdout.write(`\n${title}\n${text.join('\n')}\n`)
}

/** A share as a percentage of one decimal. */
export const percent = (share: number | undefined): string | undefined =>
  share === undefined ? undefined : `${(100 * share).toFixed(1)} %`

/** A number to three decimals. */
export const three = (value: number | undefined): string | undefined => value?.toFixed(3)
