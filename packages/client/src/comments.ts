import type {
  ChallengeAnswer,
  CommentDraft,
  CommentPage,
  CommentReport,
  ReceiptView,
  SubmittedComment,
} from '@parley/contracts'
import type { ApiProblem } from './api-problem.ts'
import { createAsk, type ClientOptions } from './ask.ts'

/** A draft as it is sent: what has a default may be left out. */
export type DraftToSend = Omit<CommentDraft, 'author' | 'form'> & Partial<Pick<CommentDraft, 'author' | 'form'>>

/** Which comments to list: those of an article, by pages of up to 100; `fresh` ones pass by every cache of the browser. */
export type PageQuestion = {
  article: string
  sort?: 'new' | 'old'
  after?: string | undefined
  limit?: number
  fresh?: boolean
}

/** Reading and writing comments as a reader does. Every call rejects with an `ApiProblem`; writing, from a page on a host that is not
 *  the site's, with `foreign-origin`. */
export type Comments = {
  listComments(question: PageQuestion): Promise<CommentPage>
  /** Safe to repeat with the same key: it stays one comment. */
  submitComment(draft: DraftToSend, idempotencyKey?: string): Promise<SubmittedComment>
  reportComment(comment: string, report: CommentReport): Promise<void>
  readReceipt(receipt: string): Promise<ReceiptView>
  editComment(receipt: string, body: string): Promise<ReceiptView>
  deleteComment(receipt: string): Promise<void>
  /** Asks once for another look at what was held, rejected or removed. */
  appealComment(receipt: string, text: string): Promise<ReceiptView>
  /** What is to be worked out before a comment is taken; asked for after `challenge-needed`. */
  readChallenge(): Promise<ChallengeAnswer>
}

/** The comments of one site. */
export const createComments = (options: ClientOptions): Comments => {
  const ask = createAsk(options)
  const at = `sites/${options.site}/comments`
  const challenge = `sites/${options.site}/challenge`
  // A browser keeps to itself why a page's writing may not leave it; what any page may ask for tells. Where nothing answers, soon.
  const askSoon = createAsk({ ...options, timeoutMs: 3_000 })
  const write: typeof ask = (path, asked) =>
    ask(path, asked).catch(async (thrown: ApiProblem) => {
      if (thrown.code === 'unreachable')
        await askSoon(challenge, { fresh: true }).catch((told: ApiProblem) => {
          if (told.code === 'foreign-origin') throw told
        })
      throw thrown
    })
  return {
    listComments: ({ fresh, ...query }) => ask(at, { fresh, query }) as Promise<CommentPage>,
    submitComment: (body, key) =>
      write(at, {
        method: 'POST',
        body,
        headers: key === undefined ? {} : { 'Idempotency-Key': key },
      }) as Promise<SubmittedComment>,
    reportComment: (comment, body) => write(`${at}/${comment}/reports`, { method: 'POST', body }) as Promise<void>,
    readReceipt: (receipt) => ask(`receipts/${receipt}`) as Promise<ReceiptView>,
    editComment: (receipt, body) =>
      write(`receipts/${receipt}`, { method: 'PATCH', body: { body } }) as Promise<ReceiptView>,
    appealComment: (receipt, text) =>
      write(`receipts/${receipt}/appeal`, { method: 'POST', body: { text } }) as Promise<ReceiptView>,
    readChallenge: () => ask(challenge, { fresh: true }) as Promise<ChallengeAnswer>,
    deleteComment: (receipt) => write(`receipts/${receipt}`, { method: 'DELETE' }) as Promise<void>,
  }
}
