import { z } from 'zod'
import { appealView } from './comment.ts'
import { articleKey, cursor, longText, moment, revision, siteId, uuid } from './text.ts'
import { action, givenReason, reason, status, statuses } from './words.ts'

/** The most comments in one call of decisions. */
export const MAX_DECISIONS = 500

const span = z.object({ start: z.int().min(0), end: z.int().min(0) })

/** What one check noticed, and in how many milliseconds. Checks add fields of their own, so unknown ones pass. */
export const checkTrace = z.looseObject({
  check: z.string(),
  version: z.int(),
  ms: z.number(),
  signals: z.array(
    z.looseObject({
      code: z.string(),
      spam: z.number().optional(),
      abuse: z.number().optional(),
      says: z.string(),
      spans: z.array(span).optional(),
    }),
  ),
})

/** A verdict as moderators see it. */
export const verdictView = z
  .object({
    version: z.int().min(1).optional(),
    outcome: z.string(),
    checks: z.array(checkTrace),
    models: z.array(z.string()),
    ms: z.number(),
  })
  .strict()
  .meta({ id: 'Verdict' })
export type VerdictView = z.infer<typeof verdictView>

const author = z
  .object({ name: z.string().optional(), key: z.string().optional() })
  .strict()
  .describe('`key` is the hash of the author’s token, the same for all comments of that author on this site')

/** A comment as moderators see it. */
export const moderatedComment = z
  .object({
    site: siteId,
    id: uuid,
    version: z.int().min(1),
    revision: revision.describe('Of the last event of this comment; send it along with what you decide about it'),
    status,
    versionStatus: status,
    article: z.object({ key: articleKey, title: z.string().optional(), url: z.string().optional() }).strict(),
    author,
    parentId: uuid.optional(),
    body: z.string(),
    html: z.string(),
    reason: reason.optional(),
    decidedBy: z.string().optional(),
    verdict: verdictView.optional(),
    reports: z.int().min(0),
    appeal: z.object({ text: z.string(), at: moment }).strict().optional(),
    createdAt: moment,
  })
  .strict()
  .meta({ id: 'ModeratedComment' })
export type ModeratedComment = z.infer<typeof moderatedComment>

const total = z.object({ site: siteId, status, count: z.int().min(0) }).strict()

/** One page of the moderators' list, oldest first, with totals per site and status. */
export const moderationPage = z
  .object({ comments: z.array(moderatedComment), next: cursor.optional(), totals: z.array(total) })
  .strict()
  .meta({ id: 'ModerationPage' })
export type ModerationPage = z.infer<typeof moderationPage>

/** One action on up to 500 comments, each named by the version that was looked at. */
export const decisionOrder = z
  .object({
    comments: z
      .array(
        z
          .object({
            site: siteId,
            id: uuid,
            version: z.int().min(1).max(2_147_483_647),
            seen: status
              .optional()
              .describe(
                'The `versionStatus` it was looked at with, where its `revision`, which says more, is not known',
              ),
            revision: revision
              .optional()
              .describe(
                'The `revision` it was looked at with: what a moderator approved, rejected or removed since is not undone unseen',
              ),
          })
          .strict(),
      )
      .min(1)
      .max(MAX_DECISIONS),
    action,
    reason: givenReason.optional(),
    note: longText(1_000).optional(),
  })
  .strict()
  .refine(({ action: wanted, reason: why }) => why !== undefined || wanted === 'approve' || wanted === 'hold', {
    path: ['reason'],
    message: 'is needed to reject or remove',
  })
  .refine(({ comments }) => new Set(comments.map(({ site, id }) => `${site} ${id}`)).size === comments.length, {
    path: ['comments'],
    message: 'names a comment twice',
  })
  .meta({ id: 'DecisionOrder' })
export type DecisionOrder = z.infer<typeof decisionOrder>

/** What became of each comment; `changed` where it is not what was looked at any more, for its author edited it or, where it was said how
 *  it was seen, somebody decided otherwise; `refused` where its status does not allow the action. */
export const decisionAnswers = ['decided', 'already', 'changed', 'gone', 'refused'] as const
export const madeDecision = z
  .object({
    decisions: z.array(z.object({ site: siteId, id: uuid, revision }).strict()).describe('One for each site'),
    comments: z.array(z.object({ site: siteId, id: uuid, answer: z.enum(decisionAnswers) }).strict()),
    appeals: z.int().min(1).optional().describe('How many open appeals this answered'),
  })
  .strict()
  .meta({ id: 'MadeDecision' })
export type MadeDecision = z.infer<typeof madeDecision>

/** What an undo did with each comment. It is a decision itself, absent where nothing was taken back. */
export const undoAnswers = ['undone', 'superseded', 'gone'] as const
export const undoneDecision = z
  .object({
    decision: z.object({ site: siteId, id: uuid, revision, undoes: uuid }).strict().optional(),
    comments: z.array(z.object({ site: siteId, id: uuid, answer: z.enum(undoAnswers) }).strict()),
  })
  .strict()
  .meta({ id: 'UndoneDecision' })
export type UndoneDecision = z.infer<typeof undoneDecision>

const decisionFields = {
  id: uuid,
  actor: z.object({ kind: z.string(), name: z.string().optional() }).strict(),
  action: z.string(),
  reason: z.string().optional(),
  note: z.string().optional(),
  undoes: uuid.optional(),
}

/** A row of the audit log, with the statuses that each comment's version left and came to. */
export const decisionView = z
  .object({
    site: siteId,
    ...decisionFields,
    undoneBy: uuid.optional(),
    undos: z
      .int()
      .min(0)
      .describe('How many undos it is away from what was decided: 0 for that itself, 1 for its undo'),
    stands: z.boolean().describe('Whether it counts: it was undone an even number of times'),
    moved: z.int().min(0).describe('How many comments it moved; a wave’s decision may move more than `comments` names'),
    comments: z
      .array(z.object({ id: uuid, version: z.int().min(1), from: status, to: status }).strict())
      .max(MAX_DECISIONS)
      .describe('The first of those that it moved, in that order'),
    appeals: z.array(uuid).max(MAX_DECISIONS).optional().describe('Comments whose appeals it answered, moved or not'),
    at: moment,
  })
  .strict()
  .meta({ id: 'Decision' })
export type DecisionView = z.infer<typeof decisionView>

/** One page of the audit log, newest first. */
export const decisionPage = z
  .object({ decisions: z.array(decisionView), next: cursor.optional() })
  .strict()
  .meta({ id: 'DecisionPage' })
export type DecisionPage = z.infer<typeof decisionPage>

const historyStep = z
  .object({
    revision,
    kind: z.string(),
    version: z.int().min(1),
    from: status,
    to: status,
    fromVersion: status,
    toVersion: status,
    at: moment,
    decision: z.object(decisionFields).strict().optional(),
  })
  .strict()
  .describe('`from` and `to` are the comment’s status, `fromVersion` and `toVersion` its newest version’s')

/** Everything that is known about one comment. */
export const commentFile = z
  .object({
    comment: moderatedComment
      .omit({ body: true, html: true, reason: true, decidedBy: true, verdict: true, reports: true, appeal: true })
      .extend({
        depth: z.int().min(0),
        shownVersion: z.int().min(1).optional(),
        visible: z.boolean(),
        hosts: z.array(z.string()),
        decidedAt: moment.optional(),
      })
      .strict(),
    versions: z.array(
      z
        .object({
          version: z.int().min(1),
          body: z.string(),
          html: z.string(),
          status: z.enum([...statuses, 'replaced']),
          createdAt: moment,
        })
        .strict(),
    ),
    history: z.array(historyStep),
    verdicts: z.array(verdictView),
    copies: z.array(z.object({ id: uuid, similarity: z.number(), status, body: z.string() }).strict()),
    reports: z.array(
      z
        .object({ id: uuid, version: z.int().min(1), reason: z.string(), note: z.string().optional(), at: moment })
        .strict(),
    ),
    appeal: appealView
      .extend({ version: z.int().min(1), text: z.string().optional() })
      .strict()
      .meta({ id: 'AppealFile' })
      .optional(),
  })
  .strict()
  .meta({ id: 'CommentFile' })
export type CommentFile = z.infer<typeof commentFile>

/** A reader's flag as moderators see it. */
export const reportView = z
  .object({
    site: siteId,
    id: uuid,
    comment: uuid,
    version: z.int().min(1),
    reason: z.string(),
    note: z.string().optional(),
    at: moment,
  })
  .strict()
  .meta({ id: 'Report' })
export type ReportView = z.infer<typeof reportView>

/** One page of readers' flags, newest first. */
export const reportPage = z
  .object({ reports: z.array(reportView), next: cursor.optional() })
  .strict()
  .meta({ id: 'ReportPage' })
