import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { ProblemError } from '@parley/contracts'
import type { Env } from '../../context.ts'
import { health } from './health.ts'
import { measuredStore } from './measured-store.ts'
import { createMeasures } from './measures.ts'
import { metrics } from './metrics.ts'
import { joinTexts } from './worker-text.ts'

const away = () => Promise.reject(new Error('connection refused'))
const never = () => new Promise<never>(() => {})
const appOf = (routes: Hono<Env>) => {
  const app = new Hono<Env>().route('/', routes)
  app.onError((fault, c) => c.text(fault.message, fault instanceof ProblemError ? fault.status : 500))
  return app
}

const scrape = async (over: Partial<Parameters<typeof metrics>[0]> = {}) => {
  const app = metrics({
    measures: createMeasures(),
    store: {
      stats: async () => ({
        pending: 5,
        oldestPendingMs: 1_500,
        bySite: [
          { siteId: 'news', pending: 3 },
          { siteId: 'blog', pending: 2 },
        ],
      }),
    },
    queue: { waiting: async () => 7 },
    counts: { size: () => ({ sites: 1, entries: 20, drops: 2 }) },
    events: { size: () => ({ readers: 5, sites: 1, dropped: 3 }) },
    config: {},
    ...over,
  })
  const answer = await appOf(app).request('/metrics')
  return { answer, text: await answer.text() }
}

test('the process is healthy whatever its stores do, and ready when they answer and are current', async () => {
  const leaving = new AbortController()
  const status = async (path: string, store: Parameters<typeof health>[0]['store']) =>
    (await appOf(health({ store, leaving: leaving.signal })).request(path)).status
  const ready = { health: async () => {}, migrations: { pending: async (): Promise<string[]> => [] } }
  expect(await status('/healthz', { health: away, migrations: { pending: away } })).toBe(200)
  expect(await status('/readyz', ready)).toBe(200)
  expect(await status('/readyz', { ...ready, health: away })).toBe(503)
  expect(await status('/readyz', { ...ready, migrations: { pending: async () => ['0002-next'] } })).toBe(503)
  expect(await status('/readyz', { ...ready, migrations: { pending: away } })).toBe(503)
  leaving.abort()
  expect(await status('/readyz', ready)).toBe(503)
  expect(await status('/healthz', ready)).toBe(200)
})

test('what waits is told by site, with the age of the oldest', async () => {
  const { answer, text } = await scrape()
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  for (const line of [
    'parley_pending{site="news"} 3',
    'parley_pending{site="blog"} 2',
    'parley_oldest_pending_seconds 1.5',
    'parley_queue_waiting 7',
    'parley_counts_held 20',
    'parley_counts_dropped 2',
    'parley_streams_open 5',
    'parley_streams_dropped 3',
    'parley_store_up 1',
    'parley_queue_up 1',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('stores that are away or hang are told as such, within seconds, and not as zero', async () => {
  const { answer, text } = await scrape({ store: { stats: away }, queue: { waiting: never } })
  expect(answer.status).toBe(200)
  expect(text).toContain('parley_store_up 0')
  expect(text).toContain('parley_queue_up 0')
  expect(text).not.toMatch(/^parley_(?:pending|oldest_pending_seconds|queue_waiting)\b/m)
  expect(text).not.toMatch(/^parley_scrape_worker_up/m) // nobody was asked
})

test('the worker’s metrics follow the api’s, without the families that the api has', async () => {
  const worker = createServer((_, res) =>
    res.end(
      '# HELP parley_decided_total by outcome\n# TYPE parley_decided_total counter\n' +
        'parley_decided_total{outcome="held"} 4\n\n# HELP process_cpu_seconds_total x\n' +
        '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1\n',
    ),
  )
  await new Promise<void>((resolve) => worker.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void worker.close())
  const { text } = await scrape({
    config: { workerMetricsUrl: `http://127.0.0.1:${(worker.address() as AddressInfo).port}/metrics` },
  })
  expect(text).toContain('\nparley_decided_total{outcome="held"} 4\n')
  expect(text).toContain('parley_scrape_worker_up 1')
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(names).toHaveLength(new Set(names).size)
})

test('a worker that is away costs a gauge, not the scrape', async () => {
  const { answer, text } = await scrape({ config: { workerMetricsUrl: 'http://127.0.0.1:1/metrics' } })
  expect(answer.status).toBe(200)
  expect(text).toContain('parley_scrape_worker_up 0')
})

test('joined texts keep every sample of a family together', () => {
  const joined = joinTexts(
    '# HELP a x\n# TYPE a counter\na 1\n',
    '# HELP a y\na 2\n# HELP b x\n# TYPE b histogram\nb_sum 1\n',
  )
  expect(joined).toBe('# HELP a x\n# TYPE a counter\na 1\n\n# HELP b x\n# TYPE b histogram\nb_sum 1\n')
})

test('what the store accepted, refused and decided is counted by site', async () => {
  const measures = createMeasures()
  type Comments = Parameters<typeof measuredStore>[0]['comments']
  const comments: Comments = {
    submit: async ({ body }) =>
      body === 'closed'
        ? { kind: 'article-closed' }
        : { kind: 'accepted', id: '1', version: 1, status: 'pending', replayed: body === 'again' },
    edit: async () => ({ kind: 'window-over' }),
    decide: async ({ moves }) => ({
      decisionId: '1',
      revision: 1,
      answers: moves.map(({ commentId }) => ({ commentId, answer: commentId === 'gone' ? 'gone' : 'moved' })),
    }),
  }
  const waves: Parameters<typeof measuredStore>[0]['waves'] = {
    decide: async () => ({
      decisionId: '2',
      revision: 2,
      answers: { moved: 40, already: 1, changed: 0, gone: 0, refused: 0 },
      left: 0,
      appeals: 0,
    }),
  }
  const store = measuredStore({ comments, waves }, measures)
  const draft = { siteId: 'news' } as Parameters<Comments['submit']>[0]
  for (const body of ['new', 'again', 'closed']) await store.comments.submit({ ...draft, body })
  await store.comments.edit({ siteId: 'news' } as Parameters<Comments['edit']>[0])
  const move = { version: 1, to: 'rejected' as const, from: [] }
  const moves = ['1', '2', 'gone'].map((commentId) => ({ ...move, commentId }))
  const actor = { kind: 'moderator', name: 'ada' } as const
  await store.comments.decide({ siteId: 'news', actor, action: 'reject', reason: 'spam', moves })
  await store.waves.decide({ siteId: 'news', waveId: 'w', actor, action: 'hold', to: 'held', from: [] })
  const text = await measures.registry.metrics()
  for (const line of [
    'parley_accepted_total{site="news",kind="new"} 1',
    'parley_accepted_total{site="news",kind="replay"} 1',
    'parley_refused_total{site="news",why="article-closed"} 1',
    'parley_refused_total{site="news",why="window-over"} 1',
    'parley_moderated_total{site="news",by="moderator",outcome="rejected",reason="spam"} 2',
    'parley_moderated_total{site="news",by="moderator",outcome="held",reason="none"} 40',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
  expect(text).not.toContain('ada')
})
