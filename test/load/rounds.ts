import type { Load } from './generator.ts'
import { hammer } from './hammer.ts'

/** How long things take in one run, and how many rounds it makes. */
export type Pace = { rounds: number; extra: number; baselineMs: number; loadMs: number; posts: number }

/** Full figures; `quick` says whether something broke, not how fast it is. */
export const paces = {
  full: { rounds: 5, extra: 5, baselineMs: 1_500, loadMs: 4_000, posts: 200 },
  quick: { rounds: 3, extra: 1, baselineMs: 700, loadMs: 1_500, posts: 50 },
} as const satisfies Record<string, Pace>

/** One round: ours between two baselines. `even` when those differ by at most 15 %. */
export type Round<T> = { baselines: [number, number]; even: boolean; ratio: number; ours: T }

/** What several rounds came to: the round in the middle. `noisy` when too few of them were even. */
export type Figure<T> = { ratio: number; baseline: number; ours: T; noisy: boolean; rounds: Round<T>[] }

const EVEN = 0.15

/** Measures rounds until enough of them were even or the extra ones are used up. */
export const inRounds = async <T extends { rate: number }>(
  { pace, baselinePort, connections }: { pace: Pace; baselinePort: number; connections: number },
  measure: () => Promise<T>,
): Promise<Figure<T>> => {
  const baseline = async () => {
    const plan = { kind: 'get', paths: ['/'] } as const
    const load: Load = await hammer({ port: baselinePort, connections, durationMs: pace.baselineMs, plan: { ...plan, paths: ['/'] } })
    return load.rate
  }
  const rounds: Round<T>[] = []
  const even = () => rounds.filter((round) => round.even)
  while (even().length < pace.rounds && rounds.length < pace.rounds + pace.extra) {
    const before = await baseline()
    const ours = await measure()
    const after = await baseline()
    const differ = Math.abs(before - after) / Math.max(before, after)
    rounds.push({ baselines: [before, after], even: differ <= EVEN, ratio: ours.rate / ((before + after) / 2), ours })
  }
  const noisy = even().length < Math.min(3, pace.rounds)
  const counted = (noisy ? rounds : even()).toSorted((one, two) => one.ratio - two.ratio)
  const middle = counted[Math.floor((counted.length - 1) / 2)] as Round<T>
  const [before, after] = middle.baselines
  return { ratio: middle.ratio, baseline: Math.round((before + after) / 2), ours: middle.ours, noisy, rounds }
}
