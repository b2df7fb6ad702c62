import { hammerService } from './hammer.ts'
import type { Service } from './system.ts'

/** How long things take in one run, and how many rounds it makes. A path as long as a comment's takes some ten thousand of them until
 *  it runs as compiled code. */
export type Pace = {
  rounds: number
  extra: number
  warmMs: number
  baselineMs: number
  loadMs: number
  posts: number
  /** How long a load of a given pace lasts. */
  steadyMs: number
}

/** Full figures; `quick` says whether something broke rather than how fast it is. */
export const paces = {
  full: { rounds: 5, extra: 4, warmMs: 15_000, baselineMs: 1_500, loadMs: 4_000, posts: 200, steadyMs: 60_000 },
  quick: { rounds: 3, extra: 1, warmMs: 5_000, baselineMs: 700, loadMs: 1_500, posts: 50, steadyMs: 10_000 },
} as const satisfies Record<string, Pace>

/** One round: ours between two baselines; `even` when those differ by at most 15 %. */
export type Round<T> = { baseline: number; cpuMicros: number | undefined; even: boolean; ratio: number; ours: T }

/** What several rounds came to: the one in the middle. `noisy` when too few of them were even. */
export type Figure<T> = Round<T> & { noisy: boolean; rounds: Round<T>[] }

const EVEN = 0.15

/** Measures rounds until enough of them were even or the extra ones are used up; the baseline is the raw server's unless
 *  another is given. */
export const inRounds = async <T extends { rate: number }>(
  {
    pace,
    baseline: measureBaseline,
  }: { pace: Pace; baseline: () => Promise<{ rate: number; cpuMicros?: number | undefined }> },
  measure: () => Promise<T>,
): Promise<Figure<T>> => {
  const rounds: Round<T>[] = []
  const evenOnes = () => rounds.filter((round) => round.even)
  while (evenOnes().length < pace.rounds && rounds.length < pace.rounds + pace.extra) {
    const before = await measureBaseline()
    const ours = await measure()
    const after = await measureBaseline()
    const baseline = (before.rate + after.rate) / 2
    const even = Math.abs(before.rate - after.rate) <= EVEN * Math.max(before.rate, after.rate)
    rounds.push({ baseline, cpuMicros: after.cpuMicros, even, ratio: ours.rate / baseline, ours })
  }
  return figureOf(rounds, Math.min(3, pace.rounds))
}

/** The raw server's rate over so many connections. */
export const rawRate = (raw: Service, pace: Pace, connections: number) => () =>
  hammerService(raw, { connections, durationMs: pace.baselineMs, plan: { kind: 'get', paths: ['/'] } })

/** The round in the middle by ratio: of the even ones when there are enough, else of all, and said to be noisy. */
export const figureOf = <T>(rounds: readonly Round<T>[], enough: number): Figure<T> => {
  const even = rounds.filter((round) => round.even)
  const noisy = even.length < enough
  const sorted = (noisy ? rounds : even).toSorted((one, two) => one.ratio - two.ratio)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (!middle) throw new Error('no round was measured')
  return { ...middle, noisy, rounds: [...rounds] }
}

/** The value in the middle; not a number where there is none. */
export const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, two) => one - two)[Math.floor(values.length / 2)] ?? Number.NaN
