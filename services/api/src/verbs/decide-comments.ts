import { statusAfter, type DecisionOrder, type MadeDecision, type Status } from '@parley/contracts'
import { allowedFrom } from '@parley/moderation'
import type { Decided } from '@parley/store'
import type { Deps, Token } from '../context.ts'
import { reaches } from '../lookups/tokens.ts'

/**
 * Applies a moderator's order, one decision for each site. A comment of a site that the token does not reach is `gone`, as
 * one that never was.
 */
export const decideComments = async (
  { store }: Pick<Deps, 'store'>,
  token: Token,
  { comments, action, reason, note }: DecisionOrder,
): Promise<MadeDecision> => {
  const to = statusAfter[action]
  const bySite = Map.groupBy(
    comments.filter(({ site }) => reaches(token, site)),
    ({ site }) => site,
  )
  const decided = await Promise.all(
    [...bySite].map(async ([siteId, ordered]) => {
      const moves = ordered.map(({ id, version, seen, revision: lookedAt }) => ({
        commentId: id,
        version,
        to,
        from: fromSeen(to, seen),
        lookedAt,
        reason,
      }))
      const actor = { kind: 'moderator', name: token.name } as const
      const made = await store.comments.decide({ siteId, actor, action, reason, note, moves })
      return { siteId, ...made, answers: withSeen(to, ordered, made.answers) }
    }),
  )
  const appeals = decided.reduce((sum, one) => sum + (one.appeals ?? 0), 0)
  const answered = new Map(
    decided.flatMap(({ siteId, answers }) =>
      answers.map(({ commentId, answer }) => [`${siteId} ${commentId}`, answer]),
    ),
  )
  return {
    decisions: decided
      .filter(
        ({ answers, appeals: answeredHere = 0 }) =>
          answeredHere > 0 || answers.some(({ answer }) => answer === 'moved'),
      )
      .map(({ siteId, decisionId, revision }) => ({ site: siteId, id: decisionId, revision })),
    comments: comments.map(({ site, id }) => {
      const answer = answered.get(`${site} ${id}`) ?? 'gone'
      return { site, id, answer: answer === 'moved' ? 'decided' : answer }
    }),
    ...(appeals > 0 && { appeals }),
  }
}

/** The statuses that a decision may change of a comment that was seen in one: what the checks have not decided yet they may decide
 *  meanwhile, and what is held waits for whoever comes; a colleague's approval or rejection is not to be undone by who did not see it. */
const fromSeen = (to: Status, seen: Status | undefined): readonly Status[] => {
  const allowed = allowedFrom(to, 'moderator')
  if (seen === undefined || seen === 'pending') return allowed
  return allowed.filter((status) => status === seen || status === 'pending' || status === 'held')
}

/** The answers, where what could have been done as it was seen but is refused has changed. */
const withSeen = (to: Status, ordered: DecisionOrder['comments'], answers: Decided['answers']): Decided['answers'] => {
  const seenOf = new Map(ordered.map(({ id, seen }) => [id, seen]))
  return answers.map((one) => {
    const seen = one.answer === 'refused' ? seenOf.get(one.commentId) : undefined
    return seen !== undefined && allowedFrom(to, 'moderator').includes(seen) ? { ...one, answer: 'changed' } : one
  })
}
