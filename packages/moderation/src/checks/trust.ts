import type { NamedCheck } from './named-check.ts'

/** A reputation is dear to build and cheap to lose: authors with one are doubted less. */
export const trust: NamedCheck = {
  name: 'trust',
  version: 1,
  codes: ['trust.staff', 'trust.established'],
  says: 'Staff publish at once; authors with five published comments and no rejected one in 90 days are doubted less.',
  look: ({ facts }) => {
    if (facts.staff) return [{ code: 'trust.staff', wants: 'publish', says: 'Written by the staff of this site.' }]
    const { published, rejected90Days } = facts.author
    if (published < 5 || rejected90Days > 0) return []
    const says = `The author has ${published} published comments and none rejected in 90 days.`
    return [{ code: 'trust.established', spam: -1.5, abuse: -1.5, says }]
  },
}
