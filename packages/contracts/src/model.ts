import { z } from 'zod'
import { rules } from './rules.ts'
import { articleKey, cursor, moment, revision, siteId, uuid } from './text.ts'
import { givenReason } from './words.ts'

const share = z.number().min(0).max(1)
const count = z.int().min(0)

/** How often random audits found the checks wrong. */
const measured = z
  .object({ audits: count, wrong: count, share: share.optional(), bound: share })
  .strict()
  .describe('`bound`: with 95 % confidence no more than this is wrong; 1 while nothing was audited')

const opened = z
  .object({
    open: z.boolean(),
    narrowed: z.literal(true).optional(),
    edge: share.optional(),
    bound: share.optional(),
    share,
    next: share,
  })
  .strict()
  .describe(
    '`edge` is the risk up to which (for rejecting: from which) it goes by itself, `bound` the most that is wrong there, `share` how much of what moderators and audits saw lies there, `next` how much would after the next hundred decisions like these; `narrowed`: audits found the cautious start wrong too often, so that less goes by itself than at the start',
  )

/** What the last look at a site's decisions found. */
export const modelReport = z
  .object({
    decisions: z
      .object({ standing: count, learned: count, samples: count, missing: count })
      .strict()
      .describe('`missing`: so many more before anything can open'),
    automatic: z
      .object({ looked: count, published: share, held: share, rejected: share })
      .strict()
      .describe('What became of the newest comments that the checks decided'),
    measured: z.object({ published: measured, rejected: measured }).strict(),
    opened: z.object({ published: opened, rejected: opened }).strict(),
    contest: z
      .object({
        decisions: count,
        holder: z.number(),
        rival: z.number(),
        ahead: z.number(),
        outcome: z.enum(['won', 'lost', 'open']),
      })
      .strict()
      .optional()
      .describe('The challenger against the version in service, by log loss on decisions that neither had learned'),
    base: z.string().describe('The models as shipped'),
  })
  .strict()
  .meta({ id: 'ModelReport' })
export type ModelReport = z.infer<typeof modelReport>

const modelVersion = z
  .object({
    version: z.int().min(1),
    serving: z.boolean(),
    origin: z.enum(['learned', 'rebuilt']),
    decisions: count,
    revision: count,
    bytes: count,
    base: z.string(),
    madeAt: moment,
  })
  .strict()

/** How a site's own learning stands. */
export const modelStatus = z
  .object({
    site: siteId,
    serving: count.describe('The version in service; 0: the models as shipped'),
    frozen: z.object({ by: z.string(), at: moment }).strict().optional(),
    report: modelReport.optional().describe('Absent before the first look'),
    lookedAt: moment.optional(),
    versions: z.array(modelVersion).describe('The newest first'),
    actions: z.array(z.object({ action: z.string(), version: count.optional(), by: z.string(), at: moment }).strict()),
  })
  .strict()
  .meta({ id: 'ModelStatus' })
export type ModelStatus = z.infer<typeof modelStatus>

/** Where to roll back to. */
export const rollbackOrder = z
  .object({ version: count.optional().describe('Absent: the one before; 0: the models as shipped') })
  .strict()
  .meta({ id: 'RollbackOrder' })

/** Something asked of a worker. */
export const askedOfWorker = z.object({ site: siteId, id: uuid }).strict().meta({ id: 'AskedOfWorker' })

/** A change to try on the past: rules, a version of the site's model, or both; what is absent stays as it is. */
export const backtestOrder = z
  .object({
    rules: rules.optional(),
    version: count.optional().describe('0: the models as shipped'),
    decisions: z.int().min(1).max(5_000).default(500),
  })
  .strict()
  .meta({ id: 'BacktestOrder' })
export type BacktestOrder = z.infer<typeof backtestOrder>

/** What a change would have made of decisions that people made: each of these with its number and some examples. */
export const backtestKinds = ['caught', 'wronglyHeld', 'wronglyRejected', 'released', 'missed'] as const
export type BacktestKind = (typeof backtestKinds)[number]

const outcome = z.enum(['published', 'held', 'rejected'])

/** One comment that would have gone another way, without a word of it. */
export const backtestCase = z
  .object({ comment: uuid, version: z.int().min(1), before: outcome, after: outcome, codes: z.array(z.string()) })
  .strict()
export type BacktestCase = z.infer<typeof backtestCase>

const cases = z.object({ count, examples: z.array(backtestCase) }).strict()
const shownCases = z
  .object({ count, examples: z.array(backtestCase.extend({ excerpt: z.string().optional() }).strict()) })
  .strict()

const counted = {
  decisions: count,
  learned: count.describe('Of these the version in service had learned, so that it knows them better than new ones'),
  unchanged: count,
}

/** What a worker found. */
export const backtestResult = z
  .object({
    ...counted,
    kinds: z
      .object({ caught: cases, wronglyHeld: cases, wronglyRejected: cases, released: cases, missed: cases })
      .strict(),
  })
  .strict()
export type BacktestResult = z.infer<typeof backtestResult>

/** Why a worker did not do what it was asked. */
export const requestFailure = z
  .enum(['gone', 'given-up', 'fault'])
  .describe(
    '`gone`: the site or the version to try is there no more; `given-up`: several workers began it and none came to its end; `fault`: the log of a worker says why',
  )
export type RequestFailure = z.infer<typeof requestFailure>

/** A backtest as it is read: still waiting, or what it found, with the beginnings of the examples' texts. */
export const backtestView = z
  .object({
    site: siteId,
    id: uuid,
    state: z.enum(['waiting', 'running', 'done', 'failed']),
    askedAt: moment,
    why: requestFailure.optional().describe('Why it failed'),
    result: z
      .object({
        ...counted,
        kinds: z
          .object({
            caught: shownCases.describe('Rejected by a person, published before: now held or rejected'),
            wronglyHeld: shownCases.describe('Approved by a person, published before: now held'),
            wronglyRejected: shownCases.describe('Approved by a person: now rejected'),
            released: shownCases.describe('Approved by a person, held or rejected before: now published'),
            missed: shownCases.describe('Rejected by a person, held or rejected before: now published'),
          })
          .strict(),
      })
      .strict()
      .optional(),
  })
  .strict()
  .meta({ id: 'Backtest' })
export type BacktestView = z.infer<typeof backtestView>

/** A comment drawn at random for a blind look. It says nothing of what the checks made of it. */
export const auditedComment = z
  .object({
    site: siteId,
    id: uuid,
    version: z.int().min(1),
    revision,
    article: z.object({ key: articleKey, title: z.string().optional(), url: z.string().optional() }).strict(),
    author: z.object({ name: z.string().optional() }).strict(),
    parentId: uuid.optional(),
    body: z.string(),
    html: z.string(),
    createdAt: moment,
  })
  .strict()
  .meta({ id: 'AuditedComment' })
export type AuditedComment = z.infer<typeof auditedComment>

/** One page of audits, oldest first. */
export const auditPage = z
  .object({ audits: z.array(auditedComment), next: cursor.optional() })
  .strict()
  .meta({ id: 'AuditPage' })

/** What a moderator makes of an audited comment. */
export const auditAnswer = z
  .object({
    version: z.int().min(1).max(2_147_483_647),
    revision: revision.optional().describe('At which it was looked at'),
    action: z.enum(['approve', 'reject']),
    reason: givenReason.optional(),
  })
  .strict()
  .refine(({ action, reason }) => action === 'approve' || reason !== undefined, {
    path: ['reason'],
    message: 'is needed to reject',
  })
  .meta({ id: 'AuditAnswer' })
export type AuditAnswer = z.infer<typeof auditAnswer>
