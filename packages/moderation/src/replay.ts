import type { NamedCheck } from './checks/index.ts'
import { judge } from './judge.ts'
import type { Policy } from './policy.ts'
import { runChecks } from './run-checks.ts'
import type { CheckTrace, Signal, Verdict } from './signal.ts'
import type { Subject } from './subject.ts'

/** What was noticed of a moment that cannot be brought back: copies, haste, and how an author and a host stood. */
const ofItsMoment = ['copy.', 'wave.', 'rate.', 'trust.', 'outside.', 'history.rejected-share', 'link.rejected-host']

const isOfItsMoment = ({ code }: Signal): boolean => ofItsMoment.some((start) => code.startsWith(start))

const isTrace = (value: unknown): value is CheckTrace =>
  typeof value === 'object' && value !== null && 'signals' in value && Array.isArray(value.signals)

/** The verdict that other checks, rules or another policy would have given on a comment of the past. What its text and the
 *  rules say is looked at anew; what the checks then knew of the moment (`kept`, the trace of the verdict) stands as it was. */
export const replay = (
  subject: Subject,
  kept: readonly unknown[],
  { checks, policy }: { checks: NamedCheck[]; policy: Policy },
): Verdict => {
  const anew = runChecks(subject, undefined, checks).map((trace) => ({
    ...trace,
    signals: trace.signals.filter((signal) => !isOfItsMoment(signal)),
  }))
  const stands = kept.filter(isTrace).flatMap(({ signals }) => signals.filter(isOfItsMoment))
  return judge([...anew, { check: 'then', version: 1, ms: 0, signals: stands }], subject, policy)
}
