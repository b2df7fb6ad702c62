import { sampleSubject } from '../sample-subject.ts'
import type { Signal } from '../signal.ts'
import type { NamedCheck } from './named-check.ts'

type Wanted = Parameters<typeof sampleSubject>[0]

/** For tests: what a check notices about a subject. */
export const signalsOf = (check: NamedCheck, wanted?: Wanted): Signal[] => check.look(sampleSubject(wanted))

/** For tests: the codes of what a check notices about a subject, in order. */
export const codesOf = (check: NamedCheck, wanted?: Wanted): string[] =>
  signalsOf(check, wanted).map(({ code }) => code)

/** For tests: the parts of the body that a check points at. */
export const shownOf = (check: NamedCheck, wanted: Wanted & { body: string }): string[] =>
  signalsOf(check, wanted).flatMap(({ spans = [] }) => spans.map(({ start, end }) => wanted.body.slice(start, end)))
