import type { Costed } from './hammer.ts'
import type { Figure } from './rounds.ts'
import { isWithin, type Bound, type Target } from './targets.ts'

/** A line of the report. */
export type Line = Target & { reached: number; figure?: Figure<Costed> }

/** Prints each line as it comes and remembers all. */
export const createTable = () => {
  const lines: Line[] = []
  const add = (line: Line, detail = ''): void => {
    lines.push(line)
    const { id, what, reached, unit, must, aim } = line
    const said = must && (isWithin(reached, must) ? (aim && isWithin(reached, aim) ? 'aim' : 'must') : 'MISSED')
    const cells = [
      id.padEnd(4),
      what.padEnd(48),
      `${short(reached)} ${unit}`.trimEnd().padStart(10),
      `must ${bound(must)}`.padEnd(12),
      `aim ${bound(aim)}`.padEnd(11),
      (said ?? '').padEnd(7),
      detail,
    ]
    console.log(cells.join(' ').trimEnd())
  }
  return {
    lines,
    /** A rate, as its ratio to the raw server's. `ours` when it is another rate than that of the answers. */
    rate: (target: Target, figure: Figure<Costed>, ours = figure.ours.rate): void => {
      const { ratio, baseline, noisy, rounds } = figure
      const { p50, p99, cpuMicros, ownCpuMicros } = figure.ours
      const cost = cpuMicros === undefined ? '' : `, cpu ${cpuMicros} µs (raw ${figure.cpuMicros})`
      const even = rounds.filter((round) => round.even).length
      const spread = rounds.map((round) => round.ratio.toFixed(2)).join(' ')
      const detail = `${ours}/s of ${Math.round(baseline)}/s, p50 ${p50} ms, p99 ${p99} ms${cost}, generator ${ownCpuMicros} µs, ${even} of ${rounds.length} rounds even (${spread})`
      add({ ...target, reached: ratio, figure }, `${detail}${noisy ? ', NOISY' : ''}`)
    },
    /** Anything that is no ratio to the raw server. */
    plain: (target: Target, reached: number, detail?: string): void => add({ ...target, reached }, detail),
    /** What was not reached. */
    missed: (): string[] =>
      lines.filter(({ reached, must }) => must && !isWithin(reached, must)).map(({ id, what }) => `${id} ${what}`),
  }
}

const bound = (given: Bound | undefined): string => {
  if (!given) return '–'
  return 'least' in given ? `≥ ${given.least}` : `≤ ${given.most}`
}

const short = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
