import { ProblemError } from '@parley/contracts'
import type { Deps } from '../context.ts'

/** Does the work of one comment while it counts as waiting, or throws the problem where more comes than can be stored soon. */
export const admit = async <T>(admission: Deps['admission'], siteId: string, work: () => Promise<T>): Promise<T> => {
  if (overloadOf(admission, siteId)) {
    await admission.untilTold()
    const overload = overloadOf(admission, siteId) // whoever waited may find room meanwhile
    if (overload) throw overload
  }
  return admission.during(siteId, work)
}

/** The problem that a comment meets where more comes than can be stored soon. */
export const overloadOf = (admission: Deps['admission'], siteId: string): ProblemError | undefined => {
  const seconds = admission.refusal(siteId)
  if (seconds === undefined) return undefined
  const known =
    overloads.get(seconds) ?? new ProblemError('overloaded', { headers: { 'Retry-After': String(seconds) } })
  overloads.set(seconds, known)
  return known
}

/** One for each of the few times there are to wait: under overload the making of an error would cost as much as the answer. */
const overloads = new Map<number, ProblemError>()
