import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApi, type RunningHttp } from '../support/processes.ts'
import { byChecks, byModerator, draftOf, moveOf, placed, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { asking, freshApi, type Api } from './api-client.ts'

let api: Api
let second: RunningHttp
let sites = 0

beforeAll(async () => {
  api = await freshApi()
  second = await startApi({
    databaseUrl: api.databaseUrl,
    queueUrl: api.databaseUrl,
    env: { RATE_LIMIT_READ: 'off', RATE_LIMIT_GUARDED: 'off' },
  })
})
afterAll(async () => {
  await second?.[Symbol.asyncDispose]()
  await api?.[Symbol.asyncDispose]()
})

/** A site of the test's own. The store that the tests use tells no process of what it commits: every nudge is lost. */
const freshSite = async (): Promise<string> => {
  const id = `counts-${(sites += 1)}`
  await api.store.sites.add({ id, name: id, hosts: [`${id}.example`] })
  return id
}

type Counted = { counts: Record<string, number>; revision: number; more?: boolean; reset?: boolean }
const ask = async (siteId: string, query: string, url = api.running.url): Promise<Counted> => {
  const { status, text, json } = await asking(url)(`GET /v1/sites/${siteId}/counts?${query}`)
  expect([status, text.slice(0, 200)]).toEqual([200, expect.any(String)])
  return json as Counted
}
const shows = async (siteId: string, key: string, count: number, url = api.running.url): Promise<boolean> =>
  (await ask(siteId, `article=${key}`, url)).counts[key] === count

test('without a single nudge a rise and a fall are known to every process within a second', async () => {
  const siteId = await freshSite()
  for (const { url } of [api.running, second]) expect(await shows(siteId, 'a', 0, url)).toBe(true)
  const id = await placed(api.store, 'published', { siteId, articleKey: 'a' })
  for (const count of [1, 0, 1, 0]) {
    const at = performance.now()
    await Promise.all(
      [api.running, second].map(({ url }) =>
        until('the count is known', () => shows(siteId, 'a', count, url), { timeoutMs: 10_000, everyMs: 5 }),
      ),
    )
    expect(performance.now() - at).toBeLessThan(1_000)
    await byModerator(api.store, [moveOf(id, count === 1 ? 'removed' : 'published')], 'ada', siteId)
  }
})

test('a moderator’s decision through one process is known to the other by its nudge', async () => {
  const siteId = await freshSite()
  const id = await placed(api.store, 'held', { siteId, articleKey: 'a' })
  for (const { url } of [api.running, second]) expect(await shows(siteId, 'a', 0, url)).toBe(true)
  const { status } = await asking(api.running.url)('POST /v1/moderation/decisions', {
    token: 'moderator',
    body: { comments: [{ site: siteId, id, version: 1 }], action: 'approve' },
  })
  expect(status).toBe(200)
  for (const { url } of [api.running, second]) {
    await until('the count is known', () => shows(siteId, 'a', 1, url), { timeoutMs: 5_000, everyMs: 5 })
  }
})

test('under decisions, undos and deletions every answer is what the log says at its revision', async () => {
  const siteId = await freshSite()
  const { store } = api
  const keys = Array.from({ length: 12 }, (_, at) => `k${at}`)
  const query = keys.map((key) => `article=${key}`).join('&')
  let busy = true
  const seen: Counted[] = []
  const revisionsSeen = () => new Set(seen.map(({ revision }) => revision)).size

  const write = async (writer: number) => {
    // On until enough was seen of it, however seldom a busy machine lets readers look.
    for (let at = 0; at < 40 || (at < 400 && revisionsSeen() <= 20); at += 1) {
      const articleKey = keys[(writer * 7 + at) % keys.length] as string
      const submitted = await store.comments.submit(draftOf({ siteId, articleKey }))
      if (submitted.kind !== 'accepted') throw new Error(submitted.kind)
      const move = moveOf(submitted.id, at % 5 === 0 ? 'rejected' : 'published')
      const { decisionId } = await (at % 3 === 0
        ? byModerator(store, [move], 'ada', siteId)
        : byChecks(store, [move], siteId))
      const actor = { kind: 'moderator', name: 'bob' } as const
      if (at % 6 === 0) await store.comments.undo({ siteId, decisionId, actor })
      if (at % 7 === 0) await store.comments.delete({ siteId, commentId: submitted.id })
    }
  }
  const read = async (url: string, some: string) => {
    let last = 0
    while (busy) {
      const answer = await ask(siteId, some, url)
      expect(answer.revision).toBeGreaterThanOrEqual(last)
      last = answer.revision
      seen.push(answer)
    }
  }
  /** Holds what `since` told it, as a site would that polls. */
  const follow = async (url: string) => {
    const held: Counted = { counts: {}, revision: 0 }
    while (busy) {
      const { counts, revision } = await ask(siteId, `since=${held.revision}`, url)
      Object.assign(held.counts, counts)
      expect(revision).toBeGreaterThanOrEqual(held.revision)
      held.revision = revision
      seen.push({ counts: { ...held.counts }, revision })
      await delay(5)
    }
  }
  const readers = [api.running, second].flatMap(({ url }) => [
    read(url, query),
    read(url, 'article=k3&article=k4'),
    follow(url),
  ])
  await Promise.all([0, 1, 2, 3].map(write))
  await delay(400)
  busy = false
  await Promise.all(readers)

  const log = await rowsOf<{ revision: number; key: string; count: number }>(
    api.databaseUrl,
    `select e.revision::int, a.key, e.count_after as count from event e
     join article a on a.site_id = e.site_id and a.id = e.article_id
     where e.site_id = $1 and e.count_after is not null order by e.revision`,
    [siteId],
  )
  const truth = (revision: number, key: string) =>
    log.findLast((one) => one.revision <= revision && one.key === key)?.count ?? 0
  expect(revisionsSeen()).toBeGreaterThan(20)
  const wrong = seen.filter(({ counts, revision }) =>
    Object.entries(counts).some(([key, count]) => count !== truth(revision, key)),
  )
  expect(wrong.slice(0, 3)).toEqual([])
  expect((await store.recount({ siteId })).drift).toEqual([])
}, 60_000)

test('names that were cached as unknown follow an alias and a merge', async () => {
  const siteId = await freshSite()
  await placed(api.store, 'published', { siteId, articleKey: 'a' })
  await placed(api.store, 'published', { siteId, articleKey: 'b' })
  const all = 'article=a&article=b&article=old'
  expect((await ask(siteId, all)).counts).toEqual({ a: 1, b: 1, old: 0 })
  await api.store.articles.set(siteId, 'a', { aliases: ['old'] })
  await until('the alias counts', async () => (await ask(siteId, all)).counts['old'] === 1, { timeoutMs: 5_000 })
  await api.store.articles.merge(siteId, 'b', 'a')
  const merged = async () => Object.values((await ask(siteId, all)).counts).every((count) => count === 2)
  await until('the merge counts', merged, { timeoutMs: 5_000 })
})

test('a repaired count replaces the wrong one, and no tag from before answers 304', async () => {
  const siteId = await freshSite()
  await placed(api.store, 'published', { siteId, articleKey: 'a' })
  await rowsOf(api.databaseUrl, 'update article set published_count = 7 where site_id = $1', [siteId])
  const before = await api.ask(`GET /v1/sites/${siteId}/counts?article=a`)
  expect(before.json).toMatchObject({ counts: { a: 7 } })
  await api.store.recount({ siteId, repair: true })
  await until('the count is right', () => shows(siteId, 'a', 1), { timeoutMs: 5_000 })
  const headers = { 'if-none-match': before.headers.get('etag') ?? '' }
  expect((await api.ask(`GET /v1/sites/${siteId}/counts?article=a`, { headers })).status).toBe(200)
})

test('a restored database, whose history ends earlier, is believed; a cursor from beyond it starts afresh', async () => {
  const siteId = await freshSite()
  for (let at = 0; at < 3; at += 1) await placed(api.store, 'published', { siteId, articleKey: 'a' })
  await until('three are counted', () => shows(siteId, 'a', 3), { timeoutMs: 5_000 })
  const { revision } = await ask(siteId, 'article=a')
  await rowsOf(api.databaseUrl, 'update article set published_count = 1, revision = 2 where site_id = $1', [siteId])
  await rowsOf(api.databaseUrl, 'update site set revision = 2 where id = $1', [siteId])
  await until('the backup is believed', () => shows(siteId, 'a', 1), { timeoutMs: 5_000 })
  expect(await ask(siteId, `since=${revision}`)).toEqual({ counts: {}, revision: 2, reset: true })
})

test('lost connections cost nothing but a moment', async () => {
  const siteId = await freshSite()
  await ask(siteId, 'article=a')
  for (let count = 1; count <= 3; count += 1) {
    await placed(api.store, 'published', { siteId, articleKey: 'a' })
    await rowsOf(
      api.databaseUrl,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    const known = async () => {
      const { status, json } = await api.ask(`GET /v1/sites/${siteId}/counts?article=a`)
      return status === 200 && (json as Counted).counts['a'] === count
    }
    await until('the count is known', known, { timeoutMs: 20_000 })
  }
})

test('a process that starts anew answers the same, and cursors of the one before go on', async () => {
  const siteId = await freshSite()
  await placed(api.store, 'published', { siteId, articleKey: 'a' })
  const { revision, counts } = await ask(siteId, 'article=a')
  await placed(api.store, 'published', { siteId, articleKey: 'b' })
  await using fresh = await startApi({ databaseUrl: api.databaseUrl, queueUrl: api.databaseUrl })
  expect(await ask(siteId, `since=${revision}`, fresh.url)).toMatchObject({ counts: { b: 1 } })
  expect((await ask(siteId, 'article=a', fresh.url)).counts).toEqual(counts)
})
