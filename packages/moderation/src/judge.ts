import type { Reason } from '@parley/contracts'
import { assertFinite } from './run-checks.ts'
import type { CheckTrace, Signal, Verdict } from './signal.ts'
import type { Subject } from './subject.ts'

/** Log-odds of spam and of abuse before anything was noticed, about 1 comment in 20. */
const PRIOR = -3
/** Publish below it (both risks), hold from it on. */
const LOW = 0.2
/** Reject from it on, and for spam only: what looks like abuse is for a moderator to judge. */
const SURE_SPAM = 0.95

const riskOf = (signals: Signal[], of: 'spam' | 'abuse'): number => {
  const logOdds = signals.reduce((sum, signal) => sum + (signal[of] ?? 0), PRIOR)
  return 1 / (1 + Math.exp(-logOdds))
}

const heaviest = (signals: Signal[], of: 'spam' | 'abuse'): Signal | undefined =>
  signals.filter((signal) => (signal[of] ?? 0) > 0).toSorted((a, b) => (b[of] ?? 0) - (a[of] ?? 0))[0]

type Proposal = { outcome: Verdict['outcome']; reason?: Reason | undefined }

const propose = (signals: Signal[], { mode }: Subject, spamRisk: number, abuseRisk: number): Proposal => {
  const wanting = (wants: Signal['wants']) => signals.find((signal) => signal.wants === wants)
  if (wanting('publish')) return { outcome: 'published' }
  const rejecting = wanting('reject')
  if (rejecting) return { outcome: 'rejected', reason: rejecting.reason ?? 'other' }
  if (spamRisk >= SURE_SPAM) return { outcome: 'rejected', reason: heaviest(signals, 'spam')?.reason ?? 'spam' }
  if (mode === 'post') return { outcome: 'published' }
  const holding = wanting('hold')
  if (holding) return { outcome: 'held', reason: holding.reason ?? 'other' }
  if (abuseRisk >= LOW) return { outcome: 'held', reason: heaviest(signals, 'abuse')?.reason ?? 'abuse' }
  if (spamRisk >= LOW) return { outcome: 'held', reason: heaviest(signals, 'spam')?.reason ?? 'spam' }
  return mode === 'pre' ? { outcome: 'held', reason: 'pre-moderation' } : { outcome: 'published' }
}

/** Turns what the checks noticed into a verdict. Staff publish in every mode. It rejects only when a signal insists or
 *  the spam risk is past the high threshold; `post` then publishes the rest; a signal that wants a hold beats the
 *  risks; `pre` publishes nothing. Throws when a weight is no finite number. */
export const judge = (traces: CheckTrace[], subject: Subject): Verdict => {
  for (const { check, signals } of traces) for (const signal of signals) assertFinite(check, signal)
  const signals = traces.flatMap((trace) => trace.signals)
  const spamRisk = riskOf(signals, 'spam')
  const abuseRisk = riskOf(signals, 'abuse')
  const { outcome, reason } = propose(signals, subject, spamRisk, abuseRisk)
  return {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    spamRisk,
    abuseRisk,
    checks: traces,
    models: [],
    ms: traces.reduce((sum, trace) => sum + trace.ms, 0),
  }
}
