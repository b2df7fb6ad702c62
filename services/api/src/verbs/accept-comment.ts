import { ProblemError, idempotencyKey, type CommentDraft, type SubmittedComment } from '@parley/contracts'
import type { Deps } from '../context.ts'
import { counted } from '../limits/counted.ts'
import { isNew, submitDraft, type SubmittedDraft } from './submit-draft.ts'
import { submitFacts, type Sender } from './submit-facts.ts'

/** What accepting a comment needs. */
export type AcceptNeeds = Parameters<typeof submitFacts>[0] &
  Pick<Deps, 'challenges' | 'fairShares' | 'limits' | 'signIns' | 'store' | 'queue'>

type CommentSender = Sender & {
  /** How many comments came from there lately, where this one is counted already. */
  recent?: number
  idempotencyKey: string | undefined
  requestId: string
}

/** Takes a checked draft from somebody who may write on the site: who that is, what speaks against it, then storing it. Throws
 *  the problem. */
export const acceptComment = async (
  deps: AcceptNeeds,
  sender: CommentSender,
  draft: CommentDraft,
): Promise<SubmittedComment> => {
  const { site, network, recent } = sender
  const from = { siteId: site.id, network, recent }
  const { comment, receipt } = await counted(deps.limits, from, (lately) => store(deps, sender, draft, lately), isNew)
  deps.challenges.sent(site.id, network.today, comment.id)
  return { comment, receipt }
}

const store = async (
  deps: AcceptNeeds,
  sender: CommentSender,
  draft: CommentDraft,
  networkRecent: number,
): Promise<SubmittedDraft> => {
  const { site, network, idempotencyKey: key, requestId } = sender
  if (key !== undefined && !idempotencyKey.safeParse(key).success) throw new ProblemError('invalid-idempotency-key')
  const { name, token, jwt } = draft.author
  const signedIn = jwt === undefined ? undefined : await deps.signIns.authorOf(site.id, jwt)
  const facts = await submitFacts(deps, sender, networkRecent, draft.form)
  const proof = facts.staff
    ? 'fine'
    : await deps.challenges.check(draft.challenge, { site, network: network.today, key: key ?? requestId })
  return submitDraft(deps, {
    site,
    article: draft.article,
    parentId: draft.parentId,
    authorName: signedIn ? signedIn.name : name,
    authorToken: token,
    authorKey: signedIn?.authorKey,
    body: draft.body,
    facts: proof === 'wrong' ? { ...facts, badChallenge: true } : facts,
    idempotencyKey: key,
    requestId,
  })
}
