/** One line of the report: which tool did what, what came of it, and what is wrong, if anything. */
export type Row = { tool: string; what: string; result: string; findings: string[] }

/** A row whose findings are what was named. */
export const row = (tool: string, what: string, result: string, ...findings: (string | false | undefined)[]): Row => ({
  tool,
  what,
  result,
  findings: findings.filter((finding) => typeof finding === 'string'),
})

/** The rows as a table, with what is wrong beneath it. */
export const tableOf = (rows: Row[]): string => {
  const cells = rows.map(({ tool, what, result, findings }) => [
    tool,
    what,
    findings.length === 0 ? 'held' : 'BROKEN',
    result,
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  const lines = cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  const findings = rows.flatMap(({ tool, what, findings: wrong }) =>
    wrong.map((finding) => `! ${tool}, ${what}: ${finding}`),
  )
  return [...lines, '', ...findings].join('\n').trimEnd()
}
