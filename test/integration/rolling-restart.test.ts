import { request, Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createStore, type Site } from '@parley/store'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { isReady, startApi, type RunningHttp } from '../support/processes.ts'
import { freshRedis } from '../support/redis.ts'
import { rowsOf } from '../support/store.ts'
import { startProxy } from '../support/tcp-proxy.ts'
import { until } from '../support/until.ts'

/** Asks once, and never again: what fails here would have failed for a reader. */
const ask = async (port: number, agent: Agent, path: string, body?: string): Promise<number | string> =>
  (await exchange(port, agent, path, body)).status

/** The same, and whether the answer ended the connection. */
const exchange = (
  port: number,
  agent: Agent,
  path: string,
  body?: string,
): Promise<{ status: number | string; last: boolean }> =>
  new Promise((resolve) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request(
      { port, host: '127.0.0.1', path, agent, method: body ? 'POST' : 'GET', headers },
      (answer) => {
        const told = { status: answer.statusCode ?? 0, last: answer.headers.connection === 'close' }
        answer.resume().on('end', () => resolve(told))
      },
    )
    asked.on('error', (error: NodeJS.ErrnoException) => resolve({ status: error.code ?? error.message, last: true }))
    asked.end(body)
  })

test('two api processes behind a proxy are restarted one after the other under load: no request fails, none is lost', async () => {
  await using database = await freshDatabase()
  await using cache = await freshRedis({ config: { appendonly: 'no' } })
  await using store = createStore({ url: database.url, poolSize: 2 })
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  // No worker decides: on a slow machine so many would wait for so long that proofs of work were asked for.
  const site = await store.sites.find('paper')
  await store.sites.set('paper', { rules: { ...site?.rules, challenges: 'never' } as Site['rules'] }, 'test')
  const env = { CACHE_URL: cache.url, RATE_LIMIT_WRITE: 'off', RATE_LIMIT_READ: 'off', DRAIN_SECONDS: '4' }
  const start = () => startApi({ databaseUrl: database.url, queueUrl: database.url, env })
  const apis: RunningHttp[] = [await start(), await start()]
  await using services = new AsyncDisposableStack()
  services.defer(async () => void (await Promise.all(apis.map((api) => api[Symbol.asyncDispose]()))))

  // As a load balancer does: it asks each process whether it is ready, one question at a time, and sends new connections to
  // those that are.
  const standing = new Map<RunningHttp, boolean>()
  let looking = true
  const look = async (nth: number) => {
    while (looking) {
      const api = apis[nth] as RunningHttp
      standing.set(api, await isReady(api.url, 10_000)) // one that is slow is not gone
      await delay(50)
    }
  }
  const looks = [look(0), look(1)]
  services.defer(async () => {
    looking = false
    await Promise.all(looks)
  })
  const ready = () => apis.filter((api) => standing.get(api))
  let turn = 0
  await using proxy = await startProxy(() => ready().at((turn += 1) % Math.max(1, ready().length))?.port)
  const bothSeen = () => until('the proxy sees both', () => ready().length === 2, { timeoutMs: 60_000 })
  await bothSeen()

  let going = true
  const answers: (number | string)[] = []
  const accepted: string[] = []
  const client = async (nth: number, keepAlive: boolean) => {
    const agent = new Agent({ keepAlive, maxSockets: 1 })
    for (let turn = 0; going; turn += 1) {
      const body = `Remark ${nth}.${turn} on the morning ferry.`
      const posted = await ask(
        proxy.port,
        agent,
        '/v1/sites/paper/comments',
        JSON.stringify({ article: { key: 'a' }, body }),
      )
      if (posted === 202) accepted.push(body)
      answers.push(
        posted,
        await ask(proxy.port, agent, '/v1/sites/paper/counts?article=a'),
        await ask(proxy.port, agent, '/v1/sites/paper/comments?article=a'),
      )
      await delay(20) // steady, not more than one process can answer: a refusal for overload is no matter of a restart
    }
    agent.destroy()
  }
  const clients = [true, true, true, false, false].map((keepAlive, nth) => client(nth, keepAlive))
  const more = async (count: number) => {
    const wanted = answers.length + count
    await until(`${count} more answers`, () => answers.length >= wanted, { timeoutMs: 60_000 })
  }

  await more(100)
  for (const nth of [0, 1, 0, 1]) {
    const old = apis[nth] as RunningHttp
    await old.kill('SIGTERM')
    expect(await old.ended).toEqual({ code: 0, signal: null })
    apis[nth] = await start()
    await bothSeen()
    await more(50)
  }
  going = false
  await Promise.all(clients)
  expect(answers.filter((answer) => answer !== 200 && answer !== 202)).toEqual([])
  const stored = await rowsOf<{ body: string }>(database.url, 'select body from comment_text')
  expect(stored.map(({ body }) => body).toSorted()).toEqual(accepted.toSorted())
}, 240_000)

test('an api that is stopped without a drain answers everybody who is asking, and tells them to go', async () => {
  await using database = await freshDatabase()
  await using store = createStore({ url: database.url, poolSize: 2 })
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  await using api = await startApi({
    databaseUrl: database.url,
    queueUrl: database.url,
    env: { RATE_LIMIT_WRITE: 'off', RATE_LIMIT_READ: 'off' },
  })
  let answered = 0
  /** Asks over one connection until an answer ends it; what went wrong, if anything did. */
  const client = async (nth: number): Promise<string | undefined> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    try {
      for (;;) {
        const body = `Remark ${nth}.${answered} on the evening ferry.`
        const draft = JSON.stringify({ article: { key: 'a' }, body })
        const { status, last } = await exchange(api.port, agent, '/v1/sites/paper/comments', draft)
        if (status !== 202) return String(status)
        answered += 1
        if (last) return undefined
      }
    } finally {
      agent.destroy()
    }
  }
  const clients = Array.from({ length: 8 }, (_, nth) => client(nth))
  await until('comments are accepted', () => answered > 40)
  const stopped = performance.now()
  await api.kill('SIGTERM')
  expect(await Promise.all(clients)).toEqual(Array(8).fill(undefined))
  expect(performance.now() - stopped).toBeLessThan(5_000)
  expect(await rowsOf(database.url, 'select id from comment')).toHaveLength(answered)
})
