import { isTooFast } from './checks/form.ts'
import { BUSY_NETWORK } from './checks/velocity.ts'
import type { SubmitFacts } from './subject.ts'

/** What is kept of what was noticed about a comment's sender: that which a check acts upon. A network's second comment within ten
 *  minutes would tell whose the first one was, and how long a form was open when its page was read. */
export const keptFacts = ({ networkRecent = 0, formMs, ...facts }: SubmitFacts, body: string): SubmitFacts => ({
  ...facts,
  ...(networkRecent >= BUSY_NETWORK && { networkRecent: BUSY_NETWORK }),
  ...(formMs !== undefined && isTooFast(formMs, body.length) && { formMs }),
})
