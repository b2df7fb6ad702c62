import { z } from 'zod'
import { challengeAnswer } from '../challenge.ts'
import * as comment from '../comment.ts'
import * as counts from '../counts.ts'
import { always, endpoint, reading } from '../endpoint.ts'
import { MAX_FOLLOWED } from '../events.ts'
import { articleName, askedName, askedNames, cursor, siteId, uuid, wholeNumber } from '../text.ts'

const site = z.object({ site: siteId }).strict()
const siteComment = z.object({ site: siteId, comment: uuid }).strict()
const receipt = z.object({ receipt: comment.receipt }).strict()
const idempotency = z.object({ 'idempotency-key': comment.idempotencyKey.optional() })
const draftProblems = ['article-closed', 'parent-not-visible', 'too-deep', 'foreign-article-url', 'overloaded'] as const

/** What readers and sites call without an account. */
export const publicEndpoints = {
  submitComment: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/comments',
    who: 'anyone',
    tag: 'comments',
    says: 'Accepts a comment, durably, and queues it for moderation.',
    params: site,
    headers: idempotency,
    body: comment.commentDraft,
    answers: { 202: { says: 'Stored, and asked about', schema: comment.submittedComment } },
    problems: [
      ...always,
      ...reading,
      ...draftProblems,
      'no-site',
      'foreign-origin',
      'invalid-form-token',
      'challenge-needed',
      'invalid-sign-in',
      'invalid-idempotency-key',
      'token-needed',
      'idempotency-key-reused',
    ],
  }),
  readChallenge: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/challenge',
    who: 'anyone',
    tag: 'comments',
    says: 'Whether a browser must work before it comments, and at what: nothing while all is calm. Nobody solves a puzzle.',
    params: site,
    answers: { 200: { says: 'The difficulty, and a challenge unless it is 0', schema: challengeAnswer } },
    problems: [...always, 'no-site', 'foreign-origin'],
  }),
  submitCommentForm: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/comments/form',
    who: 'anyone',
    tag: 'comments',
    says: 'Accepts a comment from a plain HTML form and sends the browser back to the page.',
    params: site,
    form: comment.commentForm,
    maxBytes: comment.MAX_FORM_BYTES,
    answers: {
      303: { says: 'Stored; back to the page, with the receipt in the fragment', headers: { Location: 'The page' } },
    },
    problems: [
      ...always,
      ...draftProblems,
      ...reading,
      'no-site',
      'foreign-origin',
      'invalid-form-token',
      'token-needed',
      'idempotency-key-reused',
    ],
  }),
  listComments: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/comments',
    who: 'anyone',
    tag: 'comments',
    says: 'Lists the visible comments of an article, by pages.',
    params: site,
    query: z
      .object({
        article: articleName,
        sort: z.enum(['new', 'old']).default('new'),
        after: cursor.optional(),
        limit: wholeNumber(1, 100).optional(),
      })
      .strict(),
    answers: { 200: { says: 'One page', schema: comment.commentPage } },
    problems: [...always, 'invalid-request', 'no-site', 'invalid-cursor'],
  }),
  readCounts: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/counts',
    who: 'anyone',
    tag: 'counts',
    says: 'The published counts of up to 100 articles, or what changed since a revision.',
    params: site,
    query: z
      .object({
        article: z.array(askedName).max(counts.MAX_COUNTS.query).optional(),
        since: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
      })
      .strict(),
    answers: {
      200: {
        says: 'Counts, or changes where `since` was given',
        schema: z.union([counts.countsAnswer, counts.countChanges]),
        headers: { ETag: 'Of this very answer' },
      },
      304: { says: 'Nothing changed since that `ETag`' },
    },
    problems: [...always, 'invalid-request', 'no-site'],
  }),
  readSets: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/sets',
    who: 'anyone',
    tag: 'counts',
    says: 'The counts of articles’ language versions, each and merged; an article of no set is a set of its own.',
    params: site,
    query: z.object({ article: askedNames(counts.MAX_COUNTS.query) }).strict(),
    answers: { 200: { says: 'Counts by version, and their sums', schema: counts.setsAnswer } },
    problems: [...always, 'invalid-request', 'no-site'],
  }),
  readCountsInBulk: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/counts',
    who: 'anyone',
    tag: 'counts',
    says: 'The published counts of up to 1,000 articles; of what a network may read it takes one for each hundred.',
    params: site,
    body: counts.countsQuestion,
    maxBytes: counts.MAX_COUNTS_BYTES,
    answers: { 200: { says: 'Counts', schema: counts.countsAnswer } },
    problems: [...always, ...reading, 'no-site'],
  }),
  readFeed: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/feed',
    who: 'anyone',
    tag: 'comments',
    says: 'The newest 50 published comments of a site or an article, as Atom or RSS, for feed readers.',
    params: site,
    query: z.object({ article: articleName.optional(), format: z.enum(['atom', 'rss']).default('atom') }).strict(),
    answers: {
      200: {
        says: 'The feed; `application/rss+xml` where RSS was asked for',
        type: 'application/atom+xml',
        schema: z.string(),
        headers: { ETag: 'Of the site’s last change' },
      },
      304: { says: 'Nothing changed since that `ETag`' },
    },
    problems: [...always, 'invalid-request', 'no-site'],
  }),
  readEvents: endpoint({
    method: 'GET',
    path: '/v1/sites/{site}/events',
    who: 'anyone',
    tag: 'counts',
    says: 'Server-sent events: `counts`, `comment` and `reset`, of some articles or the whole site; `id` is the revision.',
    params: site,
    query: z
      .object({
        article: askedNames(MAX_FOLLOWED).optional(),
        since: z.string().max(100).optional().describe('Where to go on, for a reader that cannot send `Last-Event-ID`'),
      })
      .strict(),
    headers: z.object({ 'last-event-id': z.string().max(100).optional() }),
    answers: { 200: { says: 'A stream without end', type: 'text/event-stream', schema: z.string() } },
    problems: [...always, 'invalid-request', 'no-site', 'too-many-readers'],
  }),
  reportComment: endpoint({
    method: 'POST',
    path: '/v1/sites/{site}/comments/{comment}/reports',
    who: 'anyone',
    tag: 'comments',
    says: 'Takes a reader’s flag; enough of them hold a version that no moderator approved.',
    params: siteComment,
    body: comment.commentReport,
    answers: { 202: { says: 'Noted, now or earlier', schema: comment.reportedComment } },
    problems: [...always, ...reading, 'no-site', 'no-comment', 'foreign-origin'],
  }),
  readReceipt: endpoint({
    method: 'GET',
    path: '/v1/receipts/{receipt}',
    who: 'receipt',
    tag: 'receipts',
    says: 'Tells an author what became of a comment.',
    params: receipt,
    answers: { 200: { says: 'The comment’s state', schema: comment.receiptView } },
    problems: [...always, 'no-receipt'],
  }),
  editComment: endpoint({
    method: 'PATCH',
    path: '/v1/receipts/{receipt}',
    who: 'receipt',
    tag: 'receipts',
    says: 'Gives a comment a new text; what is published stays until the new text is decided.',
    params: receipt,
    body: comment.commentEdit,
    answers: {
      200: { says: 'The text is the one it had', schema: comment.receiptView },
      202: { says: 'Stored as a new version, and asked about', schema: comment.receiptView },
    },
    problems: [
      ...always,
      ...reading,
      'no-receipt',
      'foreign-origin',
      'edit-window-over',
      'article-closed',
      'comment-deleted',
    ],
  }),
  appealComment: endpoint({
    method: 'POST',
    path: '/v1/receipts/{receipt}/appeal',
    who: 'receipt',
    tag: 'receipts',
    says: 'Asks a moderator to look again at a comment that was held, rejected or removed; once.',
    params: receipt,
    body: comment.appealDraft,
    answers: { 202: { says: 'Taken; a moderator sees it', schema: comment.receiptView } },
    problems: [
      ...always,
      ...reading,
      'no-receipt',
      'foreign-origin',
      'nothing-to-appeal',
      'appeal-exists',
      'comment-deleted',
    ],
  }),
  deleteComment: endpoint({
    method: 'DELETE',
    path: '/v1/receipts/{receipt}',
    who: 'receipt',
    tag: 'receipts',
    says: 'Deletes a comment for good: every version’s text, the name, and all that was derived from them.',
    params: receipt,
    answers: { 204: { says: 'Deleted, now or earlier' } },
    problems: [...always, 'no-receipt', 'foreign-origin'],
  }),
}
