import { z } from 'zod'
import { signInToken } from './sign-in.ts'
import {
  articleKey,
  authorToken,
  cursor,
  isVisible,
  lineText,
  longText,
  moment,
  pastedLine,
  revision,
  uuid,
  webUrl,
} from './text.ts'
import { givenReason, reason, status } from './words.ts'

/** The longest comment, in UTF-16 units after line ends became one character. */
export const MAX_BODY = 4_000

/** The text of a comment. */
export const body = longText(MAX_BODY).refine(isVisible, 'shows nothing')

/** Which article a draft is for: the site's own key, or else the page's address. */
export const articleOfDraft = z
  .object({ key: articleKey.optional(), url: webUrl.optional() })
  .strict()
  .refine(({ key, url }) => key !== undefined || url !== undefined, 'names a key or a url')

/** The longest name, in characters. */
export const MAX_NAME = 60

/** The name shown with a comment. One of which nothing is seen counts as absent: the comment is anonymous. */
export const authorName = lineText(MAX_NAME, pastedLine, 0).transform((name) => (isVisible(name) ? name : undefined))

/** What a reader sends to comment. Nothing else is taken. */
export const commentDraft = z
  .object({
    article: articleOfDraft,
    parentId: uuid.optional(),
    author: z
      .object({ name: authorName.optional(), token: authorToken.optional(), jwt: signInToken.optional() })
      .strict()
      .refine(({ name, token, jwt }) => jwt === undefined || (name === undefined && token === undefined), {
        message: 'is named by its sign-in alone',
      })
      .default({})
      .describe('A name and a token kept by the browser, or `jwt`: the site’s own sign-in'),
    body,
    form: z
      .object({ token: z.string().max(300).optional(), trap: z.string().max(4_000).optional() })
      .strict()
      .default({}),
    challenge: z.string().max(2_000).optional(),
  })
  .strict()
  .meta({ id: 'CommentDraft' })
export type CommentDraft = z.infer<typeof commentDraft>

/** The key under which a submit may be repeated. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{22,200}$/)
  .meta({ maxLength: 200 })

/** One version of a comment as its author is told of it. */
export const commentState = z.object({ id: uuid, version: z.int().min(1), status }).strict()
export type CommentState = z.infer<typeof commentState>

/** The answer to a submit. The receipt is the author's only way back to the comment. */
export const submittedComment = z
  .object({ comment: commentState, receipt: z.string() })
  .strict()
  .meta({ id: 'SubmittedComment' })
export type SubmittedComment = z.infer<typeof submittedComment>

/** `{site}.{commentId}.{secret}`. */
export const receipt = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9_-]{22,64}$/, 'is a receipt')
  .meta({ maxLength: 165 })

/** What became of an author's appeal. */
export const appealView = z
  .object({ status: z.enum(['open', 'granted', 'refused']), at: z.string(), answeredAt: z.string().optional() })
  .strict()
  .meta({ id: 'Appeal' })
export type AppealView = z.infer<typeof appealView>

/** What an author says against a decision. */
export const appealDraft = z
  .object({ text: longText(1_000) })
  .strict()
  .meta({ id: 'AppealDraft' })
export type AppealDraft = z.infer<typeof appealDraft>

/** What a receipt shows: the comment's status, and where its newest version stands. */
export const receiptView = z
  .object({
    comment: commentState
      .extend({
        versionStatus: status,
        shownVersion: z.int().min(1).optional(),
        hidden: z
          .literal(true)
          .optional()
          .describe('Published, but a comment above it is not, so that readers see neither'),
      })
      .strict(),
    article: z.object({ key: articleKey, url: z.string().optional() }).strict(),
    author: z.object({ name: z.string().optional() }).strict(),
    reason: reason.optional(),
    body: z.string().optional(),
    appeal: appealView.optional(),
    createdAt: moment,
    decidedAt: moment.optional(),
  })
  .strict()
  .meta({ id: 'ReceiptView' })
export type ReceiptView = z.infer<typeof receiptView>

/** An author's new text. The name stays. */
export const commentEdit = z.object({ body }).strict().meta({ id: 'CommentEdit' })
export type CommentEdit = z.infer<typeof commentEdit>

/** A comment as everybody sees it. A `deleted` one is a tombstone: no name, no text. */
export const visibleComment = z
  .object({
    id: uuid,
    parentId: uuid.optional(),
    rootId: uuid,
    depth: z.int().min(0),
    status: z.enum(['published', 'deleted']),
    author: z.object({ name: z.string() }).strict().optional(),
    html: z.string().optional(),
    version: z.int().min(1),
    edited: z.boolean(),
    createdAt: moment,
  })
  .strict()
  .meta({ id: 'Comment' })
export type VisibleComment = z.infer<typeof visibleComment>

/** One page of an article's visible comments. `next` goes back as `after`. */
export const commentPage = z
  .object({
    comments: z.array(visibleComment),
    next: cursor.optional(),
    publishedCount: z.int().min(0),
    revision,
    closed: z.boolean(),
  })
  .strict()
  .meta({ id: 'CommentPage' })
export type CommentPage = z.infer<typeof commentPage>

/** A reader's flag. */
export const commentReport = z
  .object({ reason: givenReason, note: longText(500).optional() })
  .strict()
  .meta({ id: 'CommentReport' })
export type CommentReport = z.infer<typeof commentReport>

/** The answer to a flag; the same whether it was the first or not. */
export const reportedComment = z
  .object({ reported: z.literal(true) })
  .strict()
  .meta({ id: 'ReportedComment' })

/** A path on the same host: one slash, then neither a slash nor a backslash, which browsers read as another host.
 *  Room for the address of an article, its escapes escaped, as it stands among a list's filters. */
export const returnPath = z
  .string()
  .max(4_096)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, 'is a path on the same host')

/** An HTML form sends what was not filled in as an empty text. */
function emptyAsAbsent<S extends z.ZodType>(schema: S) {
  return z.union([z.literal('').transform(() => undefined), schema]).optional()
}

/** The largest form body in bytes: the text escaped threefold, and some for its other fields. */
export const MAX_FORM_BYTES = 49_152

/** The fields of the plain HTML form. Browsers send empty fields too: they count as absent. */
export const commentForm = z
  .object({
    article: articleKey,
    parentId: emptyAsAbsent(uuid),
    name: emptyAsAbsent(authorName),
    body,
    /** Made by the api when it showed the form; says when. */
    formToken: emptyAsAbsent(z.string().max(300)),
    /** Hidden from people. */
    website: emptyAsAbsent(z.string().max(4_000)),
    /** Where to go back to: a path on the same host. */
    returnTo: emptyAsAbsent(returnPath),
    /** Kept in the page, so that a form sent twice is one comment. */
    idempotencyKey: emptyAsAbsent(idempotencyKey),
  })
  .strict()
  .meta({ id: 'CommentForm' })
export type CommentForm = z.infer<typeof commentForm>
