import type { Reason } from '@parley/contracts'
import { coldStart, type Policy, type Risk } from './policy.ts'
import { assertFinite, toMicros } from './run-checks.ts'
import type { CheckTrace, Signal, Verdict } from './signal.ts'
import type { Subject } from './subject.ts'

/** What the signals say of one risk: the sum of the checks' weights, and the models' log-odds. */
type Said = { noticed: number; opinions: number; models: number; surest: number }

// One walk, and no lists: nearly all comments have two signals, and every comment is judged.
const saidOf = (signals: Signal[], of: Risk): Said => {
  let [noticed, opinions, models, surest] = [0, 0, 0, -Infinity]
  for (const signal of signals) {
    const weight = signal[of]
    if (weight === undefined) continue
    if (signal.model === undefined) noticed += weight
    else {
      opinions += weight
      models++
      if (weight > surest) surest = weight
    }
  }
  return { noticed, opinions, models, surest }
}

const riskOf = ({ noticed, opinions, models: count }: Said, of: Risk, { mixture }: Policy): number => {
  const { bias, signals, models } = mixture[of]
  const opinion = count === 0 ? 0 : opinions / count
  return 1 / (1 + Math.exp(-(bias + signals * noticed + models * opinion)))
}

// What an uncalibrated site is not to publish although its risk is low.
const isDoubtful = ({ noticed, surest }: Said, of: Risk, { cautious }: Policy): boolean =>
  cautious !== undefined && (noticed >= cautious.signalsBelow || surest >= cautious.modelsBelow[of])

const heaviest = (signals: Signal[], of: Risk): Signal | undefined =>
  signals.filter((signal) => (signal[of] ?? 0) > 0).toSorted((a, b) => (b[of] ?? 0) - (a[of] ?? 0))[0]

type Proposal = { outcome: Verdict['outcome']; reason?: Reason | undefined }

type Risks = Record<Risk, number>

const propose = (
  { signals, said, risks }: { signals: Signal[]; said: Record<Risk, Said>; risks: Risks },
  { mode }: Subject,
  policy: Policy,
): Proposal => {
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
    if (risks[risk] >= policy.publishBelow[risk] || isDoubtful(said[risk], risk, policy)) {
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
  const signals: Signal[] = []
  const models: string[] = []
  let ms = 0
  for (const trace of traces) {
    ms += trace.ms
    for (const signal of trace.signals) {
      assertFinite(trace.check, signal)
      signals.push(signal)
      if (signal.model !== undefined && !models.includes(signal.model)) models.push(signal.model)
    }
  }
  const said = { spam: saidOf(signals, 'spam'), abuse: saidOf(signals, 'abuse') }
  const risks: Risks = { spam: riskOf(said.spam, 'spam', policy), abuse: riskOf(said.abuse, 'abuse', policy) }
  const { outcome, reason } = propose({ signals, said, risks }, subject, policy)
  return {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    spamRisk: risks.spam,
    abuseRisk: risks.abuse,
    checks: traces,
    models,
    policy: policy.name,
    ms: toMicros(ms),
  }
}
