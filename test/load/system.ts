import { readFile } from 'node:fs/promises'
import { startEmbedded } from '@parley/embedded'
import { createStore, migrate, type Store } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { startApi, startProcess, startWorker, type Running, type RunningHttp } from '../support/processes.ts'
import { freshRedis } from '../support/redis.ts'

/** All of Parley as processes of their own, and the raw server beside it. */
export type System = AsyncDisposable & {
  store: Store
  databaseUrl: string
  api: RunningHttp
  worker: Running
  raw: string
  /** Milliseconds from starting the process to its first ready answer, store and queue already running. */
  readyMs: { api: number; worker: number }
}

/** Starts PostgreSQL (with fsync), the queue on Redis or in that PostgreSQL, api, worker and the raw server. */
export const startSystem = async (queue: 'redis' | 'postgres'): Promise<System> => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await freshFolder())
  const postgres = stack.use(await startEmbedded({ dir: `${folder.path}/data` }))
  const databaseUrl = postgres.url
  const queueUrl = queue === 'redis' ? stack.use(await freshRedis()).url : databaseUrl
  await migrate(databaseUrl)
  const store = stack.use(createStore({ url: databaseUrl }))
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  const limits = { RATE_LIMIT_READ: 'off', RATE_LIMIT_WRITE: 'off', TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'warn' }
  const [api, apiMs] = await timed(() => startApi({ databaseUrl, queueUrl, env: limits }))
  stack.use(api)
  const [worker, workerMs] = await timed(() => startWorker({ databaseUrl, queueUrl }))
  stack.use(worker)
  const raw = stack.use(
    await startProcess({ main: 'test/load/raw-server.ts', ready: (process) => process.logged('raw.ready').length > 0 }),
  )
  const owned = stack.move()
  return {
    store,
    databaseUrl,
    api,
    worker,
    raw: `http://127.0.0.1:${String(raw.logged('raw.ready')[0]?.['port'])}`,
    readyMs: { api: apiMs, worker: workerMs },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const timed = async <T>(run: () => Promise<T>): Promise<[T, number]> => {
  const started = performance.now()
  return [await run(), Math.round(performance.now() - started)]
}

/** Megabytes that a process holds in memory; undefined where /proc does not tell. */
export const memoryOf = async (pid: number): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024)
}
