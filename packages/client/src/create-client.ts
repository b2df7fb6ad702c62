import type {
  CommentDraft,
  CommentPage,
  CommentReport,
  CountChanges,
  CountsAnswer,
  ReceiptView,
  SubmittedComment,
} from '@parley/contracts'
import { ApiProblem, problemOf } from './api-problem.ts'

/** A draft as it is sent: what has a default may be left out. */
export type DraftToSend = Omit<CommentDraft, 'author' | 'form'> & Partial<Pick<CommentDraft, 'author' | 'form'>>

/** Which comments to list: those of an article, by pages of up to 100; `fresh` ones pass by every cache of the browser. */
export type PageQuestion = { article: string; sort?: 'new' | 'old'; after?: string | undefined; limit?: number; fresh?: boolean }

/** The api of one site, as readers and pages use it. Every call rejects with an `ApiProblem`. */
export type Client = {
  listComments(question: PageQuestion): Promise<CommentPage>
  /** Safe to repeat with the same key: it stays one comment. */
  submitComment(draft: DraftToSend, idempotencyKey?: string): Promise<SubmittedComment>
  reportComment(comment: string, report: CommentReport): Promise<void>
  readCounts(articles: string[]): Promise<CountsAnswer>
  readChanges(since: number, articles?: string[]): Promise<CountChanges>
  readReceipt(receipt: string): Promise<ReceiptView>
  editComment(receipt: string, body: string): Promise<ReceiptView>
  deleteComment(receipt: string): Promise<void>
}

/** Where the api is, whose comments, and how long to wait for an answer. */
export type ClientOptions = { api: string; site: string; timeoutMs?: number; fetch?: typeof fetch }

type Asked = { method?: string; cache?: RequestCache; query?: [string, string][]; body?: unknown; headers?: Record<string, string> }

/**
 * A client of one site.
 *
 * @example const { publishedCount } = await createClient({ api: 'https://comments.example', site: 'news' }).listComments({ article: 'a1' })
 */
export const createClient = ({ api, site, timeoutMs = 15_000, fetch: send = fetch }: ClientOptions): Client => {
  const ask = async (path: string, { method = 'GET', cache = 'default', query = [], body, headers = {} }: Asked = {}): Promise<unknown> => {
    const found = new URLSearchParams(query).toString()
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), timeoutMs)
    try {
      const answer = await send(`${api}/v1/${path}${found && `?${found}`}`, {
        method,
        headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        credentials: 'omit',
        cache,
        signal: patience.signal,
      }).catch(() => {
        throw new ApiProblem('unreachable')
      })
      if (!answer.ok) throw await problemOf(answer)
      if (answer.status === 204) return undefined
      return await answer.json().catch(() => {
        throw new ApiProblem('unknown', answer.status)
      })
    } finally {
      clearTimeout(timer)
    }
  }
  const ofSite = `sites/${site}`
  const articles = (keys: string[]) => keys.map((key): [string, string] => ['article', key])

  return {
    listComments: ({ article, sort = 'new', after, limit, fresh = false }) =>
      ask(`${ofSite}/comments`, {
        cache: fresh ? 'no-cache' : 'default',
        query: [
          ['article', article],
          ['sort', sort],
          ...(after === undefined ? [] : [['after', after] as [string, string]]),
          ...(limit === undefined ? [] : [['limit', String(limit)] as [string, string]]),
        ],
      }) as Promise<CommentPage>,
    submitComment: (draft, idempotencyKey) =>
      ask(`${ofSite}/comments`, {
        method: 'POST',
        body: draft,
        ...(idempotencyKey !== undefined && { headers: { 'Idempotency-Key': idempotencyKey } }),
      }) as Promise<SubmittedComment>,
    reportComment: async (comment, report) => {
      await ask(`${ofSite}/comments/${comment}/reports`, { method: 'POST', body: report })
    },
    readCounts: (keys) => ask(`${ofSite}/counts`, { query: articles(keys) }) as Promise<CountsAnswer>,
    readChanges: (since, keys = []) =>
      ask(`${ofSite}/counts`, { query: [['since', String(since)], ...articles(keys)] }) as Promise<CountChanges>,
    readReceipt: (receipt) => ask(`receipts/${receipt}`) as Promise<ReceiptView>,
    editComment: (receipt, body) =>
      ask(`receipts/${receipt}`, { method: 'PATCH', body: { body } }) as Promise<ReceiptView>,
    deleteComment: async (receipt) => {
      await ask(`receipts/${receipt}`, { method: 'DELETE' })
    },
  }
}
