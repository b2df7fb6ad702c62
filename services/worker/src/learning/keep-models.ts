import type { Log } from '@parley/runtime'
import type { ModelRequest, Store } from '@parley/store'
import type { SiteModels } from './site-models.ts'

type Deps = {
  store: { learning: Pick<Store['learning'], 'requests'> }
  models: Pick<SiteModels, 'refresh'>
  /** Does what was asked; what it answers is kept for the one who asked. */
  serve: (request: ModelRequest) => Promise<object>
  log: Log
}

type Kept = Omit<Deps, 'serve'> & Partial<Pick<Deps, 'serve'>>

const REST_MS = 2_000

/** Does all that was asked of a worker, one request after the other. */
export const serveRequests = async ({ store, serve, log }: Omit<Deps, 'models'>): Promise<void> => {
  for (;;) {
    const request = await store.learning.requests.claim()
    if (!request) return
    const { siteId, id, kind } = request
    try {
      await store.learning.requests.finish(request, 'done', await serve(request))
      log.info({ event: 'model.request-done', siteId, requestId: id, kind })
    } catch (err) {
      log.error({ event: 'model.request-failed', siteId, requestId: id, kind, err })
      await store.learning.requests.finish(request, 'failed', {})
    }
  }
}

/** Keeps what sites are judged by in step with the store and, with `serve`, does what owners ask for; on a plain timer until it is
 *  stopped. */
export const keepModels = (deps: Kept, restMs = REST_MS): { stop(): Promise<void> } => {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let failing = false
  const round = async (): Promise<void> => {
    try {
      const { serve } = deps
      if ((await deps.models.refresh()) && serve) await serveRequests({ ...deps, serve })
      failing = false
    } catch (err) {
      if (!failing) deps.log.warn({ event: 'model.refresh-failed', err }) // once an outage
      failing = true
    }
    if (!stopped) timer = setTimeout(run, restMs)
  }
  let running = Promise.resolve()
  const run = (): void => {
    running = round()
  }
  run()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
