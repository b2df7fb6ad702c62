import type { Draft, ReceiptView, Site, Store, Submitted, VisibleComment } from '@parley/store'
import { defaultRules } from '@parley/contracts'
import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { requestId } from '../../middleware/request-id.ts'
import { pages } from '../index.ts'

/** The demo's site. */
export const demoFake: Site = {
  id: 'demo',
  name: 'Demo',
  hosts: ['localhost:8787'],
  mode: 'auto',
  rules: defaultRules,
  revision: 1,
  epoch: 1,
}

/** The nth comment's id. */
export const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`

/** A published comment, as readers see it. */
export const published = (n: number, over: Partial<VisibleComment> = {}): VisibleComment => ({
  id: idOf(n),
  rootId: idOf(n),
  depth: 0,
  status: 'published',
  authorName: `Author ${n}`,
  html: `<p>Text ${n}</p>`,
  version: 1,
  edited: false,
  createdAt: new Date('2026-11-23T11:00:00Z'),
  ...over,
})

/** What a stage starts with. */
export type Stage = {
  comments?: VisibleComment[]
  count?: number
  closed?: boolean
  submitted?: Submitted
  receipt?: Partial<ReceiptView>
  site?: Site | undefined
  store?: { [Group in keyof Store]?: Partial<Store[Group]> }
  env?: Record<string, string>
}

/** The pages over a store of a few comments; what was submitted is kept in `drafts`. */
export const setStage = async (stage: Stage = {}) => {
  const { comments = [], count = 0, closed = false, receipt, env } = stage
  const drafts: Draft[] = []
  const row = (id: string): ReceiptView => ({
    siteId: 'demo',
    id,
    articleKey: 'welcome',
    status: 'published',
    version: 1,
    versionStatus: 'published',
    createdAt: new Date('2026-11-23T11:59:00Z'),
    body: 'As it was',
    ...receipt,
  })
  const deps = await fakeDeps(
    {
      ...stage.store,
      sites: { find: async (id) => (id === 'demo' ? ('site' in stage ? stage.site : demoFake) : undefined) },
      comments: {
        listVisible: async ({ siteId, articleKey, sort, after, limit }) => {
          const here = siteId === 'demo' && articleKey === 'welcome' ? comments : []
          const inOrder = here.toSorted((a, b) => (a.id < b.id === (sort === 'old') ? -1 : 1))
          const past = inOrder.filter(({ id }) => after === undefined || (sort === 'old' ? id > after : id < after))
          const last = past[limit - 1]
          const more = past.length > limit && last ? { next: last.id } : {}
          return { comments: past.slice(0, limit), ...more, publishedCount: count, revision: 1, closed }
        },
        submit: async (draft) => {
          drafts.push(draft)
          return stage.submitted ?? { kind: 'accepted', id: draft.id, version: 1, status: 'pending', replayed: false }
        },
        findByReceipt: async (_site, id, hash) => {
          const known = drafts.some((draft) => draft.receiptHash === hash) || receipt !== undefined
          return known ? row(id) : undefined
        },
        ...stage.store?.comments,
      },
    },
    env,
  )
  const seen = { counts: [count], revision: 1, revisions: [1], generation: 1 }
  const whole: Deps = { ...deps, counts: { ...deps.counts, read: async () => seen } as unknown as Deps['counts'] }
  const app = new Hono<Env>()
  app.use(requestId(), async (c, next) => {
    await next()
    c.res.headers.delete('x-request-id')
  })
  app.route('/', pages(whole))
  return { ...deps, app, drafts }
}

/** Sends a form as a browser does from a page of the same host. */
export const formOf = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'sec-fetch-site': 'same-origin',
    origin: 'http://localhost:8787',
    ...headers,
  },
})

/** The value of a form field in a page. */
export const fieldIn = (page: string, name: string): string => {
  const tag = new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(page)?.[0] ?? ''
  return /value="([^"]*)"/.exec(tag)?.[1] ?? ''
}

/** What is wrong with a page that must neither run nor fetch anything foreign. */
export const unsafeIn = (page: string): string[] => [
  ...(page.match(
    /<(?:script(?! type="application\/ld\+json">| src="\/widget\/parley\.js" async>)|style|iframe|object|embed|base)\b[^>]*>/gi,
  ) ?? []),
  ...(page.replaceAll(/"[^"]*"/g, '""').match(/<[^>]*\s(?:on\w+|style|srcdoc)\s*=[^>]*>/gi) ?? []),
  ...(page.match(/<(?:link|img|form|input|source)\b[^>]*(?:src|href|action)="(?:[a-z]+:)?\/\/[^>]*>/gi) ?? []),
]
