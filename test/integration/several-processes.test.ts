import { FEW } from '@parley/queue'
import { createStore } from '@parley/store'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { startApi, startWorker, type Running } from '../support/processes.ts'
import { freshRedis } from '../support/redis.ts'
import { byModerator, moveOf, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { ownWords, wronglyDecided } from '../support/worker-parts.ts'

const sites = ['paper', 'radio', 'club']
const articles = ['a', 'b', 'c', 'd']
const CLIENTS = 12
const COMMENTS = 1_000

type Accepted = { site: string; article: string; id: string }

/** Readers that write comments and replies over every api in turn, all at once. */
const startReaders = (apis: readonly { url: string }[]) => {
  const accepted: Accepted[] = []
  const odd: (number | string)[] = []
  let going = true
  let sent = 0
  const send = async (reader: number): Promise<void> => {
    const nth = (sent += 1)
    const site = sites[nth % sites.length] as string
    const earlier = accepted.findLast((one) => one.site === site)
    const parent = nth % 3 === 0 ? earlier : undefined
    const article = parent?.article ?? (articles[nth % articles.length] as string)
    const body = `The ferry came at ${nth} past, says reader ${reader}, and ${ownWords()}.`
    const draft = { article: { key: article }, body, ...(parent && { parentId: parent.id }) }
    const answer = await fetch(`${apis[nth % apis.length]?.url}/v1/sites/${site}/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(draft),
      signal: AbortSignal.timeout(10_000),
    })
    const told = (await answer.json()) as { comment?: { id: string } }
    if (answer.status === 202 && told.comment) accepted.push({ site, article, id: told.comment.id })
    else if (answer.status !== 409) odd.push(answer.status) // 409: its parent is not visible, or no longer
  }
  const reader = async (nth: number): Promise<void> => {
    while (going) await send(nth).catch((err: unknown) => odd.push(String(err)))
  }
  const all = Array.from({ length: CLIENTS }, (_, nth) => reader(nth))
  const stop = async (): Promise<void> => {
    going = false
    await Promise.all(all)
  }
  return { accepted, odd, stop }
}

const deadlocksIn = async (url: string): Promise<number> => {
  const [row] = await rowsOf<{ deadlocks: string }>(
    url,
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  return Number(row?.deadlocks)
}

test('two apis and four workers, one for small jobs and one killed, share stores: each comment is decided once, counts are exact', async () => {
  await using database = await freshDatabase()
  await using redis = await freshRedis()
  await using cache = await freshRedis({ config: { appendonly: 'no' } })
  await using services = new AsyncDisposableStack()
  const store = services.use(createStore({ url: database.url }))
  for (const id of sites) await store.sites.add({ id, name: id, hosts: [`${id}.example`] })

  const stores = { databaseUrl: database.url, queueUrl: redis.url }
  const env = { CACHE_URL: cache.url }
  const open = { ...env, RATE_LIMIT_WRITE: 'off', RATE_LIMIT_READ: 'off' }
  const apis = [
    services.use(await startApi({ ...stores, env: open })),
    services.use(await startApi({ ...stores, env: open })),
  ]
  const workers: Running[] = []
  for (const jobs of ['all', 'all', 'all', 'few'])
    workers.push(services.use(await startWorker({ ...stores, env: { ...env, WORKER_JOBS: jobs } })))

  const readers = startReaders(apis)
  services.defer(readers.stop)
  const accepted = (count: number) =>
    until(`${count} comments are accepted`, () => readers.accepted.length >= count, { timeoutMs: 60_000 })

  // A moderator hides whole threads, and shows them again, while their replies are being decided.
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    await accepted(COMMENTS * share)
    if (share === 0.4) await workers[0]?.kill('SIGKILL')
    for (const site of sites) {
      const some = readers.accepted.filter((one) => one.site === site).slice(-30)
      await byModerator(
        store,
        some.map(({ id }) => moveOf(id, share < 0.5 ? 'held' : 'published')),
        'ada',
        site,
      )
    }
  }
  await accepted(COMMENTS)
  await readers.stop()
  expect(readers.odd).toEqual([])
  await until('everything is decided', async () => (await store.stats()).pending === 0, { timeoutMs: 60_000 })

  expect(await wronglyDecided(database.url)).toEqual([])
  const stored = await rowsOf<{ id: string }>(database.url, 'select id from comment')
  expect(stored.map(({ id }) => id).toSorted()).toEqual(readers.accepted.map(({ id }) => id).toSorted())
  for (const worker of workers) expect(worker.logged('job.moderated').length).toBeGreaterThan(0) // all had a share
  const small =
    workers
      .at(-1)
      ?.logged('job.moderated')
      .map(({ asked }) => Number(asked)) ?? []
  expect(Math.max(...small)).toBeLessThanOrEqual(FEW)
  expect(await store.recount()).toMatchObject({ drift: [], visibleWrong: 0, totalsWrong: 0 })

  for (const site of sites) {
    const counted = await rowsOf<{ key: string; count: number }>(
      database.url,
      `select a.key, (count(c.id) filter (where c.status = 'published' and c.visible))::int as count
       from article a left join comment c on c.site_id = a.site_id and c.article_id = a.id where a.site_id = $1 group by a.key`,
      [site],
    )
    const exact = Object.fromEntries(counted.map(({ key, count }) => [key, count]))
    const query = articles.map((key) => `article=${key}`).join('&')
    for (const { url } of apis) {
      const told = async () => (await (await fetch(`${url}/v1/sites/${site}/counts?${query}`)).json()) as object
      await until(`${url} knows the counts of ${site}`, async () => {
        expect(await told()).toMatchObject({ counts: exact })
        return true
      })
    }
  }

  await services.disposeAsync() // a connection that ends tells PostgreSQL of its deadlocks
  await until('the services have left the database', async () => {
    const here = `datname = current_database() and application_name like 'parley%'`
    return (await rowsOf(database.url, `select from pg_stat_activity where ${here}`)).length === 0
  })
  expect(await deadlocksIn(database.url)).toBe(0)
}, 240_000)
