import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { rules } from '@parley/contracts'
import { startEmbedded } from '@parley/embedded'
import { createStore, migrate } from '@parley/store'
import { expect, test } from 'vitest'
import { folderWithCluster } from '../support/made-cluster.ts'
import { startApi, startWorker, type Running, type RunningHttp } from '../support/processes.ts'
import { freshRedis } from '../support/redis.ts'
import { byModerator, moveOf, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'

/** What a client keeps of a comment it was told is accepted. */
type Accepted = { id: string; key: string; body: string }

/** Clients that post one comment after the other and try again with the same key until they are answered. */
const startLoad = (apiUrl: () => string, clients: number) => {
  const accepted: Accepted[] = []
  const odd: number[] = []
  let going = true
  const post = (key: string, body: string) =>
    fetch(`${apiUrl()}/v1/sites/paper/comments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ article: { key: `news-${body.length % 5}` }, body }),
      signal: AbortSignal.timeout(5_000),
    })
  const client = async (nth: number): Promise<void> => {
    for (let turn = 0; going; turn += 1) {
      const key = randomUUID()
      const body = `The ferry was late again today, remark ${nth}.${turn} of the morning.`
      for (let answered = false; !answered && going;) {
        const answer = await post(key, body).catch(() => undefined)
        if (answer?.status === 202) {
          const { comment } = (await answer.json().catch(() => ({}))) as { comment?: { id: string } }
          if (comment) accepted.push({ id: comment.id, key, body })
          answered = comment !== undefined
        } else if (answer && answer.status !== 503) {
          odd.push(answer.status)
          answered = true
        }
        await delay(20) // also while no api is there: trying without a rest would take from it what it starts with
      }
    }
  }
  const all = Array.from({ length: clients }, (_, nth) => client(nth))
  const stop = async (): Promise<void> => {
    going = false
    await Promise.all(all)
  }
  return { accepted, odd, post, stop }
}

test('api, worker, Redis and PostgreSQL killed under load: nothing accepted is lost, each is decided once, counts are true', async () => {
  await using folder = await folderWithCluster()
  await using postgres = await startEmbedded({ dir: `${folder.path}/data` })
  await using redis = await freshRedis()
  await migrate(postgres.url)
  await using store = createStore({ url: postgres.url })
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  // What resembles the rejected ones is rejected too, and a network of which so much is would be asked for work.
  await store.sites.set('paper', { rules: rules.parse({ challenges: 'never' }) }, 'root')
  const stores = { databaseUrl: postgres.url, queueUrl: redis.url, env: { RATE_LIMIT_WRITE: 'off' } }

  let api: RunningHttp = await startApi(stores)
  let worker: Running = await startWorker({ ...stores, env: {} })
  await using services = new AsyncDisposableStack()
  services.defer(() => worker[Symbol.asyncDispose]())
  services.defer(() => api[Symbol.asyncDispose]())
  const load = startLoad(() => api.url, 8)
  services.defer(load.stop)
  const moreAccepted = async (count: number): Promise<void> => {
    const wanted = load.accepted.length + count
    await until(`${count} more comments are accepted`, () => load.accepted.length >= wanted, {
      timeoutMs: 30_000,
      everyMs: 1,
    })
  }

  await moreAccepted(100)
  // A moderator's word, before all that follows.
  const turned = load.accepted.slice(0, 20).map(({ id }) => id)
  await byModerator(
    store,
    turned.map((id) => moveOf(id, 'rejected')),
  )

  for (let round = 0; round < 3; round += 1) {
    await moreAccepted(1)
    await api.kill('SIGKILL') // right after a 202, whose comment may not have been asked for
    api = await startApi(stores)
    await moreAccepted(50)
    await worker.kill('SIGKILL')
    worker = await startWorker({ ...stores, env: {} })
  }
  await moreAccepted(50)
  await redis.kill()
  await moreAccepted(50) // accepting needs no queue
  await redis.restart({ empty: true })
  await moreAccepted(50)
  process.kill(postgres.pid(), 'SIGKILL')
  await moreAccepted(50)
  await load.stop()
  expect(load.odd).toEqual([])

  await until('everything is decided', async () => (await store.stats().catch(() => undefined))?.pending === 0, {
    timeoutMs: 60_000,
    everyMs: 200,
  })
  const stored = await rowsOf<{ id: string; status: string }>(postgres.url, 'select id, status from comment')
  const known = new Map(stored.map(({ id, status }) => [id, status]))
  expect(load.accepted.filter(({ id }) => !known.has(id))).toEqual([])
  expect(turned.map((id) => known.get(id))).toEqual(turned.map(() => 'rejected'))
  const decidedTwice = await rowsOf(
    postgres.url,
    `select comment_id, version from event e join decision d on d.site_id = e.site_id and d.id = e.decision_id
     where d.actor_kind = 'checks' group by comment_id, version having count(*) > 1`,
  )
  expect(decidedTwice).toEqual([])
  expect(await store.recount()).toMatchObject({ drift: [], visibleWrong: 0 })

  // A client that never saw its answer gets it now, and no second comment.
  const { id, key, body } = load.accepted[0] as Accepted
  const replayed = await load.post(key, body)
  expect(await replayed.json()).toMatchObject({ comment: { id } })
  expect(
    await rowsOf(
      postgres.url,
      'select id from comment where body_hash = (select body_hash from comment where id = $1)',
      [id],
    ),
  ).toHaveLength(1)

  // What readers are told is what the database holds.
  const counts = await fetch(
    `${api.url}/v1/sites/paper/counts?${[0, 1, 2, 3, 4].map((nth) => `article=news-${nth}`).join('&')}`,
  )
  const told = ((await counts.json()) as { counts: Record<string, number> }).counts
  const published = stored.filter(({ status }) => status === 'published').length
  expect(Object.values(told).reduce((sum, count) => sum + count, 0)).toBe(published)
}, 240_000)
