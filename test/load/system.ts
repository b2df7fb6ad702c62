import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, startEmbedded } from '@parley/embedded'
import { memoryEnv } from '@parley/runtime'
import { createStore, migrate, type Store } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { freshRedis } from '../support/redis.ts'
import { keptCode } from '../support/started-code.ts'
import { until } from '../support/until.ts'
import { dieWithUs } from '../support/watchdog.ts'

/** A process under measurement. */
export type Service = AsyncDisposable & { pid: number; port: number; readyMs: number; ended: Promise<void> }

/** All of Parley as processes of their own, with the raw server and one of the framework alone beside it. */
export type System = AsyncDisposable & {
  store: Store
  databaseUrl: string
  queueUrl: string
  /** Where nudges go. */
  nudgesUrl: string
  api: Service
  worker: Service
  raw: Service
  framework: Service
  /** Starts one more of Parley's services on the same stores. */
  startMore(main: string, more?: Record<string, string>): Promise<Service>
}

/** The site that is written to and read from. */
export const SITE = 'bench'

const root = fileURLToPath(new URL('../..', import.meta.url))
// Limits are counted as in production and never reached.
const limits = Object.fromEntries(['READ', 'WRITE', 'GUARDED'].map((kind) => [`RATE_LIMIT_${kind}`, '999999999/60']))

/** Starts PostgreSQL (with fsync), the queue and cache on Redis or all in that PostgreSQL, api, worker and the raw server. */
export const startSystem = async (queue: 'redis' | 'postgres'): Promise<System> => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await freshFolder())
  const postgres = stack.use(await startEmbedded({ dir: join(folder.path, 'data') }))
  const databaseUrl = postgres.url
  const redis = queue === 'redis' ? stack.use(await freshRedis()) : undefined
  const cache = redis ? stack.use(await freshRedis({ config: { appendonly: 'no' } })) : undefined
  await migrate(databaseUrl)
  const store = stack.use(createStore({ url: databaseUrl }))
  await store.sites.add({ id: SITE, name: 'Bench', hosts: ['bench.example'] })

  const env = {
    DATABASE_URL: databaseUrl,
    QUEUE_URL: redis?.url ?? databaseUrl,
    ...(cache && { CACHE_URL: cache.url }),
    TRUSTED_PROXIES: '127.0.0.1',
    ...limits,
  }
  const startMore = (main: string, more?: Record<string, string>) =>
    startService({ main, env: { ...env, ...more }, folder: folder.path })
  const start = async (main: string) => stack.use(await startMore(main))
  const api = await start('services/api/src/main.ts')
  const worker = await start('services/worker/src/main.ts')
  const raw = await start('test/load/raw-server.ts')
  const framework = await start('test/load/hono-server.ts')
  const owned = stack.move()
  return {
    store,
    databaseUrl,
    queueUrl: env.QUEUE_URL,
    nudgesUrl: cache?.url ?? databaseUrl,
    api,
    worker,
    raw,
    framework,
    startMore,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** As `parley start` starts its services: compiled code is kept, and memory is looked after sooner than Node would. */
const asStarted = { ...keptCode(), ...memoryEnv() }

/** Starts a service and waits until it serves. Its log goes to a file, as a supervisor would have it. */
export const startService = async ({
  main,
  env,
  folder,
}: {
  main: string
  env: Record<string, string>
  folder: string
}): Promise<Service> => {
  const port = await freePort()
  const path = join(folder, `${main.replaceAll('/', '-')}-${port}.log`)
  const log = await open(path, 'w')
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, main)], {
    env: { PATH: process.env['PATH'] ?? '', ...asStarted, ...env, PORT: String(port) },
    stdio: ['pipe', log.fd, log.fd],
  })
  const pid = child.pid ?? 0
  const watchdog = dieWithUs(pid)
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  const said = async (event: string) =>
    new RegExp(`{[^\\n]*"event":"${event}"[^\\n]*}`).exec(await readFile(path, 'utf8'))?.[0]
  const serves = async (): Promise<{ port: number } | undefined> => {
    if (child.exitCode !== null) throw new Error(`${main} ended:\n${await readFile(path, 'utf8')}`)
    if (main.includes('/api/')) return (await isReady(port)) ? { port } : undefined
    const line = await said(main.includes('/worker/') ? 'worker.ready' : 'raw.ready')
    return line === undefined ? undefined : (JSON.parse(line) as { port: number })
  }
  const ready = await until(`${main} is ready`, serves, { timeoutMs: 30_000, everyMs: 5 })
  return {
    pid,
    port: ready.port,
    readyMs: Math.round(performance.now() - started),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM') // what is killed early keeps no compiled code
      const patience = setTimeout(() => child.kill('SIGKILL'), 3_000)
      await ended
      clearTimeout(patience)
      watchdog.dismiss()
      await log.close()
    },
  }
}

const isReady = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = get({ port, host: '127.0.0.1', path: '/readyz', timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('error', () => resolve(false))
  })

/** Megabytes that a process holds in memory; undefined where /proc does not tell. */
export const memoryOf = async ({ pid }: Service): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024)
}

/** Seconds of processor time that a process used so far; undefined where /proc does not tell. */
export const cpuOf = async ({ pid }: Service): Promise<number | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return user === undefined || system === undefined ? undefined : (user + system) / TICKS
}

/** The kernel tells time to programs in hundredths of a second, whatever its own tick. */
const TICKS = 100
