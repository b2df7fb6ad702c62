import type { Signal } from '../signal.ts'
import type { NamedCheck } from './named-check.ts'

const SHARE = 0.3
/** One rejection may be a mistake, or the first of a bad day. */
const LEAST_REJECTED = 2

/** Who was rejected often will be again; who is new is unknown, which only some sites mind. */
export const history: NamedCheck = {
  name: 'history',
  version: 1,
  codes: ['history.rejected-share', 'history.new-author'],
  says: 'Authors with three in ten rejected weigh more; a site can choose to hold everybody’s first comment.',
  look: ({ facts, rules }) => {
    const { lastDecided, lastRejected, published } = facts.author
    const signals: Signal[] = []
    if (lastRejected >= LEAST_REJECTED && lastRejected >= SHARE * lastDecided) {
      const says = `${lastRejected} of the author’s last ${lastDecided} comments were rejected.`
      signals.push({ code: 'history.rejected-share', spam: 1.5, abuse: 1.5, reason: 'other', says })
    }
    if (rules.holdFirstComment && published === 0) {
      const says = 'This site holds an author’s first comment.'
      signals.push({ code: 'history.new-author', wants: 'hold', reason: 'pre-moderation', says })
    }
    return signals
  },
}
