import type { Verdict } from './signal.ts'

const OF_SENDER = new Set(['form.honeypot', 'list.blocked-author'])

/** Whether a verdict says something of the text, and not only of who sent it: a form that no person filled in and a name say nothing of
 *  the words beside them, and whoever repeats another's words that way would have them rejected for all. */
export const isAboutText = ({ outcome, checks }: Pick<Verdict, 'outcome' | 'checks'>): boolean => {
  const rejecting = checks.flatMap(({ signals }) => signals.filter(({ wants }) => wants === 'reject'))
  return outcome !== 'rejected' || rejecting.length === 0 || rejecting.some(({ code }) => !OF_SENDER.has(code))
}
