import { findInLexicon, fold } from '@parley/classifier'
import { checks, type NamedCheck } from './checks/index.ts'
import type { CheckTrace, Signal } from './signal.ts'
import type { Subject } from './subject.ts'

/** Thrown when a check throws or answers what is no number. The subject then has no verdict, so it is never published.
 *  The message names the check and never repeats the comment. */
export class CheckFault extends Error {
  readonly check: string

  constructor(check: string, cause: unknown) {
    super(`The check "${check}" failed`, { cause })
    this.name = 'CheckFault'
    this.check = check
  }
}

const isNumberOrAbsent = (weight: number | undefined): boolean => weight === undefined || Number.isFinite(weight)

/** Throws on a signal whose weights are not finite numbers: no sum with one of them says anything. */
export const assertFinite = (check: string, { spam, abuse, code }: Signal): void => {
  if (!isNumberOrAbsent(spam) || !isNumberOrAbsent(abuse)) {
    throw new CheckFault(check, new RangeError(`The signal ${code} has a weight that is no finite number`))
  }
}

const run = ({ name, look }: NamedCheck, subject: Subject): Signal[] => {
  try {
    return look(subject)
  } catch (cause) {
    throw new CheckFault(name, cause)
  }
}

/** Looks at a subject with every check, in the order of the list. `now` gives milliseconds for the trace; without it
 *  every check is said to have taken none. A check that throws or gives NaN fails the whole subject. */
export const runChecks = (subject: Subject, now: () => number = () => 0, list: NamedCheck[] = checks): CheckTrace[] => {
  let before = now()
  return list.map((check) => {
    const signals = run(check, subject)
    for (const signal of signals) assertFinite(check.name, signal)
    const after = now() // the next check begins here: asking the time costs as much as a small check
    const ms = toMicros(Math.max(0, after - before))
    before = after
    return { check: check.name, version: check.version, ms, signals }
  })
}

/** Milliseconds to the microsecond: a verdict is kept for ever, and its noise need not be. */
export const toMicros = (ms: number): number => Math.round(ms * 1_000) / 1_000

/** Builds what is built when a text is first looked at, which takes a while. */
export const warmUp = (): void => void findInLexicon(fold(''))
