import { createHash, randomBytes } from 'node:crypto'
import { freePort, startEmbedded, type Embedded } from '@parley/embedded'
import { createStore, migrate, type Store } from '@parley/store'
import { Client } from 'pg'
import { startChecker, type CheckerServer } from '../../support/checker-server.ts'
import { freshFolder } from '../../support/embedded.ts'
import { startApi, startWorker, type Running } from '../../support/processes.ts'
import { freshRedis, type FreshRedis } from '../../support/redis.ts'
import { startProxy, type TcpProxy } from '../../support/tcp-proxy.ts'
import { until } from '../../support/until.ts'
import type { Chance } from './seeded.ts'

/** A service that is started again whenever it ends, as a supervisor would, behind proxies of its own. */
export type Kept = {
  name: string
  url: string
  database: TcpProxy
  queue: TcpProxy
  pid(): number | undefined
  /** Lives so far: what a process told holds within one life only. */
  life(): number
  signal(signal: NodeJS.Signals): void
  /** Sends the signal, waits for the end, and for the next life to be ready. */
  restart(signal: NodeJS.Signals): Promise<void>
  isReady(): Promise<boolean>
  lines(): string[]
  /** How often it ended without being told to, and how. */
  ends: string[]
}

/** All of Parley as processes, with a proxy at every joint. */
export type World = AsyncDisposable & {
  apis: Kept[]
  workers: Kept[]
  cacheProxy: TcpProxy
  queue: FreshRedis
  cache: FreshRedis
  postgres: Embedded
  /** Past all proxies. */
  databaseUrl: string
  store: Store
  checker: CheckerServer
  token: string
  sql<T>(statement: string, values?: unknown[]): Promise<T[]>
  /** Both apis answer and every store does. */
  whenWell(timeoutMs?: number): Promise<void>
}

/** The sites of a run: one that decides by itself, a neighbour, and one that asks an outside checker. */
export const sites = ['paper', 'other', 'asking'] as const

/** Servers that outlive a seed: starting PostgreSQL takes longer than a seed's storm. */
export type Ground = AsyncDisposable & { postgres: Embedded; queue: FreshRedis; cache: FreshRedis }

/** Starts PostgreSQL and both Redis. */
export const startGround = async (): Promise<Ground> => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await freshFolder())
  const settings = { max_connections: '120', deadlock_timeout: '200ms', max_wal_size: '256MB' }
  const postgres = stack.use(await startEmbedded({ dir: `${folder.path}/data`, settings }))
  const queue = stack.use(await freshRedis())
  const cache = stack.use(await freshRedis({ config: { appendonly: 'no' } }))
  const kept = stack.move()
  return { postgres, queue, cache, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Starts two apis and two workers on a database of their own. */
export const startWorld = async (ground: Ground, chance: Chance): Promise<World> => {
  await using stack = new AsyncDisposableStack()
  const { postgres, queue, cache } = ground
  const databaseUrl = stack.use(await ownDatabase(postgres.url)).url
  await migrate(databaseUrl)
  await onRedis(queue, cache)
  const checker = stack.use(await startChecker())
  const store = stack.use(createStore({ url: databaseUrl, poolSize: 3 }))
  const token = randomBytes(18).toString('hex')
  for (const id of sites) {
    const outside = { hook: { url: checker.url, secrets: ['a-secret-that-only-the-hook-knows'] } }
    await store.sites.add({ id, name: id, hosts: [`${id}.example`] })
    // All clients share a network, of whose last comments the moderator rejects many, and they solve no puzzles.
    const rules = { ...(await store.sites.find(id))!.rules, challenges: 'never', ...(id === 'asking' && { outside }) }
    await store.sites.set(id, { rules: rules as never }, 'test')
  }
  const hash = createHash('sha256').update(token).digest('hex')
  await store.tokens.add({ name: 'ada', hash, role: 'admin' })

  const random = () => chance.next()
  const cacheProxy = stack.use(await startProxy(() => cache.port, random))
  const keep = async (kind: 'api' | 'worker', nth: number): Promise<Kept> => {
    const database = stack.use(await startProxy(() => postgres.port, random))
    const jobs = stack.use(await startProxy(() => queue.port, random))
    const kept = keepUp({ kind, nth, database, queue: jobs, databaseUrl, cacheProxy, port: await freePort() })
    stack.defer(kept.stop)
    await kept.started
    return kept
  }
  const [apis, workers] = await Promise.all(
    (['api', 'worker'] as const).map((kind) => Promise.all([keep(kind, 0), keep(kind, 1)])),
  )
  const whole = stack.move()
  const world = { apis, workers, cacheProxy, queue, cache, postgres, databaseUrl, store, checker, token } as const
  return {
    ...(world as Omit<typeof world, 'apis' | 'workers'> & { apis: Kept[]; workers: Kept[] }),
    sql: (statement, values) => sql(databaseUrl, statement, values),
    whenWell: async (timeoutMs = 60_000) => {
      const all = [...(apis as Kept[]), ...(workers as Kept[])]
      await until('all is well', async () => !(await Promise.all(all.map((one) => one.isReady()))).includes(false), {
        timeoutMs,
        everyMs: 100,
      })
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

type Wanted = {
  kind: 'api' | 'worker'
  nth: number
  port: number
  database: TcpProxy
  queue: TcpProxy
  cacheProxy: TcpProxy
  databaseUrl: string
}

const keepUp = (wanted: Wanted): Kept & { started: Promise<void>; stop(): Promise<void> } => {
  const { kind, nth, database, queue, port } = wanted
  const url = new URL(wanted.databaseUrl)
  url.port = String(database.port)
  const limits = Object.fromEntries(
    ['READ', 'WRITE', 'GUARDED', 'BAD_TOKEN'].map((name) => [`RATE_LIMIT_${name}`, 'off']),
  )
  const env = {
    CACHE_URL: `redis://127.0.0.1:${wanted.cacheProxy.port}`,
    NODE_OPTIONS: `--import=${new URL('../../support/shift-clock.ts', import.meta.url).href}`,
    LOG_LEVEL: 'info',
    ...(kind === 'api' ? { ...limits, PORT: String(port), DRAIN_SECONDS: '0' } : {}),
    ...(kind === 'worker' ? { METRICS_PORT: String(port), CHECKERS_PRIVATE: '1' } : {}),
  }
  const stores = { databaseUrl: url.href, queueUrl: `redis://127.0.0.1:${queue.port}`, env }
  const lines: string[] = []
  let running: Running | undefined
  let life = 0
  let failed = 0
  const ends: string[] = []
  let stopping = false
  let asked = false
  const first = Promise.withResolvers<void>()
  const loop = (async () => {
    while (!stopping) {
      const next = await (kind === 'api' ? startApi(stores) : startWorker(stores)).catch((error: Error) => error)
      if (next instanceof Error) {
        lines.push(next.message)
        failed += 1
        if (life > 0 || failed < 5) continue // a fault keeps it from starting
        return first.reject(new Error(`${kind} ${nth} does not start at all`, { cause: next }))
      }
      running = next
      life += 1
      first.resolve()
      if (stopping) await next.kill('SIGKILL')
      const { code, signal } = await next.ended
      if (!asked && !stopping) ends.push(`${kind} ${nth} ended by itself (${signal ?? code})`)
      asked = false
      lines.push(...next.lines)
      running = undefined
      await next[Symbol.asyncDispose]()
    }
  })()
  const isReady = async (): Promise<boolean> => {
    if (!running) return false
    const path = kind === 'api' ? 'readyz' : 'healthz'
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    )
    await answer?.body?.cancel()
    return answer?.status === 200
  }
  return {
    name: `${kind} ${nth}`,
    url: `http://127.0.0.1:${port}`,
    database,
    queue,
    started: first.promise,
    pid: () => running?.pid,
    life: () => life,
    signal: (signal) => {
      if (running) process.kill(running.pid, signal)
    },
    restart: async (signal) => {
      const before = life
      asked = running !== undefined
      await running?.kill(signal)
      await until(`${kind} ${nth} lives again`, () => life > before, { timeoutMs: 120_000 })
    },
    isReady,
    ends,
    lines: () => [...lines, ...(running?.lines ?? [])],
    stop: async () => {
      stopping = true
      await running?.[Symbol.asyncDispose]()
      await loop
    },
  }
}

const ownDatabase = async (maintenance: string): Promise<AsyncDisposable & { url: string }> => {
  const name = `chaos_${randomBytes(6).toString('hex')}`
  await sql(maintenance, `create database ${name}`)
  const url = new URL(maintenance)
  url.pathname = `/${name}`
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => void (await sql(maintenance, `drop database if exists ${name} with (force)`)),
  }
}

const onRedis = async (...servers: FreshRedis[]): Promise<void> => {
  for (const server of servers) await server.restart({ empty: true })
}

/** Runs one statement on a connection of its own, past all proxies. */
export const sql = async <T>(url: string, statement: string, values: unknown[] = []): Promise<T[]> => {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(statement, values)).rows as T[]
  } finally {
    await client.end()
  }
}
