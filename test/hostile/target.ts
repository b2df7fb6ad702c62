import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { startEmbedded } from '@parley/embedded'
import { createStore, migrate, type Store } from '@parley/store'
import { freshFolder } from '../support/embedded.ts'
import { startApi, startWorker, type Running, type RunningHttp } from '../support/processes.ts'

/** What is attacked: api and worker as processes on an embedded PostgreSQL, which keeps the queue too. */
export type Target = AsyncDisposable & {
  url: string
  port: number
  api: RunningHttp
  worker: Running
  store: Store
  databaseUrl: string
  /** An admin's bearer token. */
  token: string
}

/** The site that is attacked, and one whose data must stay as they are. */
export const SITE = 'paper'
export const BYSTANDER = 'other'
/** Where those comment who mean no harm: what they say moves no revision of the attacked site, whose pages stay in memory. */
export const CALM = 'calm'

/** Starts all of it. Limits are off: they would answer in place of the code that is to be met. */
export const startTarget = async (): Promise<Target> => {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await freshFolder())
  const postgres = stack.use(await startEmbedded({ dir: join(folder.path, 'data') }))
  await migrate(postgres.url)
  const store = stack.use(createStore({ url: postgres.url, poolSize: 2 }))
  for (const id of [SITE, BYSTANDER, CALM]) await store.sites.add({ id, name: id, hosts: [`${id}.example`] })
  const token = randomBytes(18).toString('hex')
  await store.tokens.add({ name: 'ada', hash: createHash('sha256').update(token).digest('hex'), role: 'admin' })

  const stores = { databaseUrl: postgres.url, queueUrl: postgres.url }
  const limits = Object.fromEntries(
    ['READ', 'WRITE', 'GUARDED', 'BAD_TOKEN'].map((kind) => [`RATE_LIMIT_${kind}`, 'off']),
  )
  const api = stack.use(await startApi({ ...stores, env: { ...limits, LOG_LEVEL: 'warn' } }))
  const worker = stack.use(await startWorker(stores))
  const owned = stack.move()
  return {
    url: api.url,
    port: api.port,
    api,
    worker,
    store,
    databaseUrl: postgres.url,
    token,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
