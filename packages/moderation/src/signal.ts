import type { Reason } from '@parley/contracts'
import type { Subject } from './subject.ts'

/** Part of the original text, in UTF-16 code units: `[start, end)`. */
export type Span = { start: number; end: number }

/** What one check noticed. */
export type Signal = {
  /** The code, such as `link.count`; its part before the dot is the check. */
  code: string
  /** Log-odds added to the risk of spam and of abuse; negative where the check speaks for the author. */
  spam?: number
  abuse?: number
  /** What the check insists on whatever the risks say. */
  wants?: 'publish' | 'hold' | 'reject'
  /** The reason a moderator or reader is shown when this signal decides. */
  reason?: Reason
  /** One sentence a moderator understands. */
  says: string
  /** Where in the body; at most 20. */
  spans?: Span[]
  /** Name and version of the learned model that says so: the weight is then its calibrated log-odds. */
  model?: string
}

/** One pure look at a subject: total, synchronous, no clock. */
export type Check = (subject: Subject) => Signal[]

/** What one check did, kept with the verdict. */
export type CheckTrace = { check: string; version: number; ms: number; signals: Signal[] }

/** A proposal; it becomes a decision when the store applies it. */
export type Verdict = {
  outcome: 'published' | 'held' | 'rejected'
  reason?: Reason
  spamRisk: number
  abuseRisk: number
  checks: CheckTrace[]
  /** Name and version of each learned model that spoke; empty where there is none. */
  models: string[]
  /** The name of the policy that made a verdict of the signals. */
  policy?: string
  ms: number
}
