import type { Policy, Risk } from '../policy.ts'
import type { Signal } from '../signal.ts'

/** What is known of a decided version that the checks had looked at before. */
export type Sample = {
  /** What a person made of it: `unwanted` as a whole, and what they said of each risk. */
  unwanted: boolean
  says: { [R in Risk]?: boolean }
  /** Where the checks had put it. */
  automatic: 'published' | 'held' | 'rejected'
  /** What a check insisted on, which no policy changes. */
  insists?: NonNullable<Signal['wants']>
  /** The sum of the checks' weights, and the mean of the models' log-odds. */
  weights: Record<Risk, { signals: number; models: number }>
}

const risks = ['spam', 'abuse'] as const

const isSignal = (value: unknown): value is Signal =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'

const signalsIn = (checks: readonly unknown[]): Signal[] =>
  checks.flatMap((trace) =>
    typeof trace === 'object' && trace !== null && 'signals' in trace && Array.isArray(trace.signals)
      ? trace.signals.filter(isSignal)
      : [],
  )

const finite = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
const mean = (values: number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** A kept verdict as a sample, with what its learned models would say now in place of what they said then; a model that is
 *  absent from `opinions` keeps its word. */
export const sampleOf = (
  checks: readonly unknown[],
  opinions: { [R in Risk]?: number },
): Pick<Sample, 'insists' | 'weights'> => {
  const signals = signalsIn(checks)
  const weigh = (risk: Risk) => {
    const now = opinions[risk]
    const others = signals.filter(
      ({ model, code }) => model !== undefined && (now === undefined || code !== `${risk}.model`),
    )
    const words = others.filter((signal) => signal[risk] !== undefined).map((signal) => finite(signal[risk]))
    const noticed = signals.filter(({ model }) => model === undefined)
    return {
      signals: noticed.reduce((sum, signal) => sum + finite(signal[risk]), 0),
      models: mean(now === undefined ? words : [...words, now]),
    }
  }
  const wishes = signals.map(({ wants }) => wants)
  const insists = (['publish', 'reject', 'hold'] as const).find((wish) => wishes.includes(wish))
  return { ...(insists && { insists }), weights: { spam: weigh('spam'), abuse: weigh('abuse') } }
}

/** The log-odds of a risk under a policy. */
export const scoreOf = (
  { weights }: Pick<Sample, 'weights'>,
  risk: Risk,
  { mixture }: Pick<Policy, 'mixture'>,
): number => {
  const { bias, signals, models } = mixture[risk]
  return bias + signals * weights[risk].signals + models * weights[risk].models
}

/** The two risks, by name. */
export const riskNames: readonly Risk[] = risks
