import { ProblemError, idempotencyKey, type CommentDraft, type SubmittedComment } from '@parley/contracts'
import type { Deps } from '../context.ts'
import { submitDraft } from './submit-draft.ts'
import { submitFacts, type Sender } from './submit-facts.ts'

/** What accepting a comment needs. */
export type AcceptNeeds = Parameters<typeof submitFacts>[0] &
  Pick<Deps, 'challenges' | 'fairShares' | 'signIns' | 'store' | 'queue'>

/** Takes a checked draft from somebody who may write on the site: who that is, what speaks against it, then storing it. Throws
 *  the problem. */
export const acceptComment = async (
  deps: AcceptNeeds,
  sender: Sender & { idempotencyKey: string | undefined; requestId: string },
  draft: CommentDraft,
): Promise<SubmittedComment> => {
  const { site, network, idempotencyKey: key, requestId } = sender
  if (key !== undefined && !idempotencyKey.safeParse(key).success) throw new ProblemError('invalid-idempotency-key')
  const { name, token, jwt } = draft.author
  const signedIn = jwt === undefined ? undefined : await deps.signIns.authorOf(site.id, jwt)
  const facts = await submitFacts(deps, sender, draft.form)
  const proof = facts.staff
    ? 'fine'
    : await deps.challenges
        .check(draft.challenge, { site, network: network.today, key: key ?? requestId })
        .catch(async (problem: unknown) => {
          await deps.limits.uncountComment(site.id, network) // it comes again with its proof
          throw problem
        })
  const submitted = await submitDraft(deps, {
    site,
    article: draft.article,
    parentId: draft.parentId,
    authorName: signedIn ? signedIn.name : name,
    authorToken: token,
    authorKey: signedIn?.authorKey,
    body: draft.body,
    facts: proof === 'wrong' ? { ...facts, badChallenge: true } : facts,
    network,
    idempotencyKey: key,
    requestId,
  })
  deps.challenges.sent(site.id, network.today, submitted.comment.id)
  return submitted
}
