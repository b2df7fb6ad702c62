import { createHash } from 'node:crypto'
import type { CommentFile, DecisionView, QueuedComment, Store } from '@parley/store'
import { Hono } from 'hono'
import type { Env } from '../../context.ts'
import { idOf } from '../demo/stage.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { requestId } from '../../middleware/request-id.ts'
import { pages } from '../index.ts'

type Verbs = { [Group in keyof Store]?: Partial<Store[Group]> }

/** A held comment. */
export const held = (n: number, over: Partial<QueuedComment> = {}): QueuedComment => ({
  siteId: 'paper',
  id: idOf(n),
  version: 1,
  revision: 4,
  status: 'held',
  versionStatus: 'held',
  articleKey: 'news-1',
  authorName: `Author ${n}`,
  body: `Buy ${n} things now`,
  html: '',
  createdAt: new Date('2026-11-23T11:00:00Z'),
  reports: 0,
  ...over,
})

/** A verdict that points at some letters. */
export const verdictOn = (start: number, end: number) => ({
  outcome: 'held',
  checks: [
    {
      check: 'lists',
      version: 1,
      ms: 0.1,
      signals: [
        { code: 'lists.held', spam: 2, says: 'A phrase of the site’s list.', reason: 'spam', spans: [{ start, end }] },
      ],
    },
    { check: 'trust', version: 1, ms: 0.1, signals: [{ code: 'trust.known', spam: -2, says: 'The author is known.' }] },
  ],
  models: [],
  ms: 0.4,
})

/** The moderators' page over a store of a few comments, and what it asked of the store. */
export const setDesk = async (items: QueuedComment[] = [], given: Verbs = {}, env: Record<string, string> = {}) => {
  const asked: Record<string, unknown[]> = { list: [], totals: [], decide: [], undo: [], show: [], decisions: [] }
  const note = <T>(verb: string, question: unknown, answer: T): Promise<T> => {
    asked[verb]?.push(question)
    return Promise.resolve(answer)
  }
  const deps = await fakeDeps(
    {
      ...given,
      secrets: { get: async (name) => createHash('sha256').update(name).digest() },
      moderation: {
        list: (question) => note('list', question, { items: items.slice(0, question.limit) }),
        totals: (sites) => note('totals', sites, [{ siteId: 'paper', status: 'held', count: items.length }]),
        show: (siteId, id) => note('show', [siteId, id], undefined as CommentFile | undefined),
        decisions: (question) => note('decisions', question, { items: [] as DecisionView[] }),
        ...given.moderation,
      },
      comments: {
        decide: (call) =>
          note('decide', call, {
            decisionId: idOf(900),
            revision: 8,
            answers: call.moves.map(({ commentId }) => ({ commentId, answer: 'moved' as const })),
          }),
        undo: (call) =>
          note('undo', call, {
            decisionId: idOf(901),
            revision: 9,
            answers: [{ commentId: idOf(1), answer: 'moved' as const, pending: true }],
          }),
        ...given.comments,
      },
    },
    env,
  )
  const app = new Hono<Env>().use(requestId())
  app.route('/', pages(deps))
  return { ...deps, app, asked }
}

export type Desk = Awaited<ReturnType<typeof setDesk>>

/** Signs a token in; answers the cookie. */
export const signIn = async ({ app }: Pick<Desk, 'app'>, token = 'ada-token'): Promise<string> => {
  const body = new URLSearchParams({ token }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  const answer = await app.request('/moderation/sign-in', { method: 'POST', body, headers })
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}
