import type { Costed } from './hammer.ts'
import type { Figure } from './rounds.ts'

/** A line of the report. `least` and `most` are what must be reached. */
export type Line = {
  what: string
  reached: number
  unit: '×' | 'ms' | 'MB' | ''
  least?: number
  most?: number
  figure?: Figure<Costed>
}

/** Prints each line as it comes and remembers all. */
export const createTable = () => {
  const lines: Line[] = []
  const add = (line: Line, detail = ''): void => {
    lines.push(line)
    const { what, reached, unit, least, most } = line
    const must = least === undefined ? (most === undefined ? '' : `must ≤ ${most}`) : `must ≥ ${least}`
    console.log(
      `${what.padEnd(48)}${short(reached).padStart(8)} ${unit.padEnd(3)} ${must.padEnd(12)} ${detail}`.trimEnd(),
    )
  }
  return {
    lines,
    /** A rate, as its ratio to the raw server's. `ours` when it is another rate than that of the answers. */
    rate: (what: string, figure: Figure<Costed>, least?: number, ours = figure.ours.rate): void => {
      const { ratio, baseline, noisy, rounds } = figure
      const { p50, p99, cpuMicros } = figure.ours
      const cost = cpuMicros === undefined ? '' : `, cpu ${cpuMicros} µs (raw ${figure.cpuMicros})`
      const even = rounds.filter((round) => round.even).length
      const spread = rounds.map((round) => round.ratio.toFixed(2)).join(' ')
      const detail = `${ours}/s of ${Math.round(baseline)}/s, p50 ${p50} ms, p99 ${p99} ms${cost}, ${even} of ${rounds.length} rounds even (${spread})`
      const line = { what, reached: ratio, unit: '×', figure, ...(least !== undefined && { least }) } as const
      add(line, `${detail}${noisy ? ', NOISY' : ''}`)
    },
    /** Anything that is no rate. */
    plain: (what: string, reached: number, unit: 'ms' | 'MB' | '', most?: number): void =>
      add({ what, reached, unit, ...(most !== undefined && { most }) }),
    /** What was not reached. */
    missed: (): string[] =>
      lines
        .filter(({ reached, least = -Infinity, most = Infinity }) => !(reached >= least && reached <= most))
        .map(({ what }) => what),
  }
}

const short = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
