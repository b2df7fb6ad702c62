import type { NamedCheck } from './named-check.ts'

/** What others say of a comment was asked before, by whoever gathered its facts; here it takes its place in the list. */
export const outside: NamedCheck = {
  name: 'outside',
  version: 1,
  codes: ['outside.rejected', 'outside.withheld', 'outside.flagged', 'outside.spam', 'outside.unavailable'],
  says: 'Checkers of others that a site chose to ask; off unless it did. One that fails or is late holds, and none publishes.',
  look: ({ facts }) => facts.outside ?? [],
}
