import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@parley/runtime'
import type { ModelRequest, Store } from '@parley/store'
import type { SiteModels } from './site-models.ts'

type Deps = {
  store: { learning: Pick<Store['learning'], 'requests'> }
  models: Pick<SiteModels, 'refresh'>
  /** Does what was asked; what it answers is kept for the one who asked. Undefined when what it is about is gone. */
  serve: (request: ModelRequest) => Promise<object | undefined>
  log: Log
}

type Kept = Omit<Deps, 'serve'> & Partial<Pick<Deps, 'serve'>>

const REST_MS = 2_000
/** How long a worker that ends waits for what it does for an owner. What is left is begun again by another. */
const LEAVE_MS = 3_000

/** Does all that was asked of a worker, one request after the other, until it is told to stop. */
export const serveRequests = async (
  { store, serve, log }: Omit<Deps, 'models'>,
  stopping: AbortSignal = new AbortController().signal,
): Promise<void> => {
  while (!stopping.aborted) {
    const request = await store.learning.requests.claim()
    if (!request) return
    const { siteId, id, kind } = request
    const told = { siteId, requestId: id, kind }
    if (request.state === 'failed') {
      log.error({ event: 'model.request-given-up', ...told })
      continue
    }
    try {
      const result = await serve(request)
      if (result) await store.learning.requests.finish(request, 'done', result)
      else await store.learning.requests.finish(request, 'failed', { why: 'gone' })
      log.info({ event: result ? 'model.request-done' : 'model.request-gone', ...told })
    } catch (err) {
      if (stopping.aborted) return log.info({ event: 'model.request-left', ...told })
      log.error({ event: 'model.request-failed', ...told, err })
      await store.learning.requests.finish(request, 'failed', { why: 'fault' })
    }
  }
}

/** Keeps what sites are judged by in step with the store and, with `serve`, does what owners ask for beside it, which may take minutes
 *  in which a roll-back must be felt; on a plain timer until it is stopped, which leaves what takes longer. */
export const keepModels = (
  deps: Kept,
  { restMs = REST_MS, leaveMs = LEAVE_MS }: { restMs?: number | undefined; leaveMs?: number } = {},
): { stop(): Promise<void> } => {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const refreshing = outage(deps.log)
  const asking = outage(deps.log)
  let serving: Promise<void> | undefined
  const serveBeside = (serve: Deps['serve']): void => {
    serving ??= asking(() => serveRequests({ ...deps, serve }, stopping.signal)).finally(() => (serving = undefined))
  }
  const round = async (): Promise<void> => {
    await refreshing(async () => {
      if ((await deps.models.refresh()) && deps.serve && !stopping.signal.aborted) serveBeside(deps.serve)
    })
    if (!stopping.signal.aborted) timer = setTimeout(run, restMs)
  }
  let running = Promise.resolve()
  const run = (): void => {
    running = round()
  }
  run()
  return {
    stop: async () => {
      stopping.abort()
      clearTimeout(timer)
      await running
      await Promise.race([serving, delay(leaveMs, undefined, { ref: false })])
    },
  }
}

/** Has work fail without a fault, and told of once an outage. */
const outage = (log: Log) => {
  let failing = false
  return async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
      failing = false
    } catch (err) {
      if (!failing) log.warn({ event: 'model.refresh-failed', err })
      failing = true
    }
  }
}
