import { hostsOf, keptFacts, type SubmitFacts } from '@parley/moderation'
import { ProblemError, type SubmittedComment } from '@parley/contracts'
import type { Site } from '@parley/store'
import { v7 as newId } from 'uuid'
import type { Deps } from '../context.ts'
import { articleOf, measuredKey } from '../article-key.ts'
import { render } from '../markup.ts'
import { makeReceipt, sha256 } from '../receipt.ts'

/** A checked draft, and what was noticed while its sender was still known. */
export type DraftToSubmit = {
  site: Site
  article: { key?: string | undefined; url?: string | undefined }
  parentId?: string | undefined
  authorName?: string | undefined
  authorToken?: string | undefined
  /** Of an author whom the site signed in. */
  authorKey?: string | undefined
  body: string
  facts: SubmitFacts
  /** Made here when absent: then nothing can repeat the call. */
  idempotencyKey?: string | undefined
  requestId: string
}

/** What was stored, by this call or (`replayed`) by an earlier one. */
export type SubmittedDraft = SubmittedComment & { replayed: boolean }

/** Stores a draft as pending, asks for moderation, and answers with the receipt; or throws the problem. */
export const submitDraft = async (
  { fairShares, store, queue, secrets, clock }: Pick<Deps, 'fairShares' | 'store' | 'queue' | 'secrets' | 'clock'>,
  given: DraftToSubmit,
): Promise<SubmittedDraft> => {
  const { site, article, parentId, authorName, authorToken, body, facts, requestId } = given
  const siteId = site.id
  const idempotencyKey = given.idempotencyKey ?? clock.bytes(24).toString('base64url')
  const authorKey = given.authorKey ?? (authorToken === undefined ? undefined : sha256(`${siteId}\n${authorToken}`))
  const named = articleOf(site, article)
  if (!named) throw new ProblemError('foreign-article-url')
  const { articleUrl } = named
  const articleKey = measuredKey(named.articleKey, { in: 'body', pointer: '/article' })
  const id = newId()
  const made = makeReceipt(secrets.receipts, { siteId, idempotencyKey, commentId: id })

  await fairShares.turn(siteId)
  const submitted = await store.comments.submit({
    siteId,
    id,
    articleKey,
    articleUrl,
    parentId,
    authorName,
    authorKey,
    body,
    html: render(body),
    hosts: hostsOf(body),
    facts: keptFacts(facts, body),
    idempotencyHash: sha256(`${siteId}\n${idempotencyKey}`),
    bodyHash: sha256(JSON.stringify([articleKey, parentId ?? null, authorName ?? null, authorKey ?? null, body])),
    receiptHash: made.receiptHash,
  })
  if (submitted.kind !== 'accepted') throw new ProblemError(problemOf[submitted.kind])

  const { version, status, replayed } = submitted
  const comment = { id: submitted.id, version, status }
  if (replayed) {
    fairShares.settled(siteId) // nothing will be decided on
    const first = makeReceipt(secrets.receipts, { siteId, idempotencyKey, commentId: submitted.id })
    return { comment, receipt: first.receipt, replayed }
  }
  queue.askForModeration({ siteId, commentIds: [submitted.id], requestId })
  return { comment, receipt: made.receipt, replayed }
}

/** Whether a call stored something: a replay is no further comment of its network. */
export const isNew = ({ replayed }: SubmittedDraft): boolean => !replayed

/** A parent that is not there and one that readers cannot see are told apart to nobody. */
const problemOf = {
  'other-body': 'idempotency-key-reused',
  'article-closed': 'article-closed',
  'no-parent': 'parent-not-visible',
  'parent-not-visible': 'parent-not-visible',
  'too-deep': 'too-deep',
  'no-site': 'no-site',
} as const
