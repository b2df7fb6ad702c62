import type { Reason } from '@parley/contracts'
import { coldStart, type Policy, type Risk } from './policy.ts'
import { assertFinite } from './run-checks.ts'
import type { CheckTrace, Signal, Verdict } from './signal.ts'
import type { Subject } from './subject.ts'

const weightsOf = (signals: Signal[], of: Risk): number[] => signals.flatMap((signal) => signal[of] ?? [])
const sum = (weights: number[]): number => weights.reduce((total, weight) => total + weight, 0)
const byModel = ({ model }: Signal): boolean => model !== undefined
const byCheck = ({ model }: Signal): boolean => model === undefined

const riskOf = (signals: Signal[], of: Risk, { mixture }: Policy): number => {
  const { bias, signals: noticed, models } = mixture[of]
  const opinions = weightsOf(signals.filter(byModel), of)
  const opinion = opinions.length === 0 ? 0 : sum(opinions) / opinions.length
  return 1 / (1 + Math.exp(-(bias + noticed * sum(weightsOf(signals.filter(byCheck), of)) + models * opinion)))
}

// What an uncalibrated site is not to publish although its risk is low.
const isDoubtful = (signals: Signal[], of: Risk, { cautious }: Policy): boolean => {
  if (!cautious) return false
  const { signalsBelow, modelsBelow } = cautious
  if (sum(weightsOf(signals.filter(byCheck), of)) >= signalsBelow) return true
  return weightsOf(signals.filter(byModel), of).some((logOdds) => logOdds >= modelsBelow[of])
}

const heaviest = (signals: Signal[], of: Risk): Signal | undefined =>
  signals.filter((signal) => (signal[of] ?? 0) > 0).toSorted((a, b) => (b[of] ?? 0) - (a[of] ?? 0))[0]

type Proposal = { outcome: Verdict['outcome']; reason?: Reason | undefined }

type Risks = Record<Risk, number>

const propose = (signals: Signal[], { mode }: Subject, risks: Risks, policy: Policy): Proposal => {
  const wanting = (wants: Signal['wants']) => signals.find((signal) => signal.wants === wants)
  if (wanting('publish')) return { outcome: 'published' }
  const rejecting = wanting('reject')
  if (rejecting) return { outcome: 'rejected', reason: rejecting.reason ?? 'other' }
  if (risks.spam >= policy.rejectFrom)
    return { outcome: 'rejected', reason: heaviest(signals, 'spam')?.reason ?? 'spam' }
  if (mode === 'post') return { outcome: 'published' }
  const holding = wanting('hold')
  if (holding) return { outcome: 'held', reason: holding.reason ?? 'other' }
  for (const risk of ['abuse', 'spam'] as const) {
    if (risks[risk] >= policy.publishBelow[risk] || isDoubtful(signals, risk, policy)) {
      return { outcome: 'held', reason: heaviest(signals, risk)?.reason ?? risk }
    }
  }
  return mode === 'pre' ? { outcome: 'held', reason: 'pre-moderation' } : { outcome: 'published' }
}

/** Turns what the checks noticed into a verdict, by a policy: a calibrated site's own, or the cautious one to start with.
 *  Staff publish in every mode. It rejects only when a signal insists or the spam risk is past the policy's bound; `post`
 *  then publishes the rest; a signal that wants a hold beats the risks; `pre` publishes nothing. Throws when a weight is
 *  no finite number. */
export const judge = (traces: CheckTrace[], subject: Subject, policy: Policy = coldStart): Verdict => {
  for (const { check, signals } of traces) for (const signal of signals) assertFinite(check, signal)
  const signals = traces.flatMap((trace) => trace.signals)
  const risks: Risks = { spam: riskOf(signals, 'spam', policy), abuse: riskOf(signals, 'abuse', policy) }
  const { outcome, reason } = propose(signals, subject, risks, policy)
  return {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    spamRisk: risks.spam,
    abuseRisk: risks.abuse,
    checks: traces,
    models: [...new Set(signals.flatMap(({ model }) => model ?? []))],
    policy: policy.name,
    ms: traces.reduce((total, trace) => total + trace.ms, 0),
  }
}
