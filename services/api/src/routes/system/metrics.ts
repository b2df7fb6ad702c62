import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'
import type { Measures } from './measures.ts'
import { joinTexts, readWorkerText } from './worker-text.ts'

type Needs = {
  measures: Measures
  store: Pick<Deps['store'], 'stats'>
  queue: Pick<Deps['queue'], 'waiting'>
  counts: Pick<Deps['counts'], 'size'>
  events: Pick<Deps['events'], 'size'>
  config: Pick<Deps['config'], 'workerMetricsUrl'>
}

/**
 * GET /metrics: this process's metrics, what waits in the stores, and the worker's own metrics where `WORKER_METRICS_URL`
 * names them, so that a standalone is scraped at one place. Stores that are away make gauges absent, never a failure.
 */
export const metrics = ({ measures, store, queue, counts, events, config }: Needs): Hono<Env> => {
  const lookAtStores = async (): Promise<void> => {
    const [stats, waiting] = await Promise.allSettled([soon(store.stats()), soon(queue.waiting())])
    const { pending, oldestPending, waitingJobs, storeUp, queueUp } = measures
    pending.reset() // which leaves no site
    for (const gauge of [oldestPending, waitingJobs]) gauge.remove() // a reset would say 0
    storeUp.set(Number(stats.status === 'fulfilled'))
    queueUp.set(Number(waiting.status === 'fulfilled'))
    if (waiting.status === 'fulfilled') waitingJobs.set(waiting.value)
    if (stats.status === 'rejected') return
    for (const { siteId, pending: waits } of stats.value.bySite) pending.set({ site: siteId }, waits)
    oldestPending.set(stats.value.oldestPendingMs / 1_000)
  }

  return new Hono<Env>().get('/metrics', async (c) => {
    const { workerMetricsUrl } = config
    const [worker] = await Promise.all([
      workerMetricsUrl ? readWorkerText(workerMetricsUrl) : undefined,
      lookAtStores(),
    ])
    if (workerMetricsUrl) measures.workerUp.set(Number(worker !== undefined))
    else measures.workerUp.remove() // nobody was asked
    const held = counts.size()
    measures.countsHeld.set(held.entries)
    measures.countsSites.set(held.sites)
    measures.countsDropped.set(held.drops)
    const { readers, dropped } = events.size()
    measures.streams.set(readers)
    measures.streamsDropped.set(dropped)
    const own = await measures.registry.metrics()
    c.header('Cache-Control', 'no-store')
    c.header('Content-Type', measures.registry.contentType)
    return c.body(worker === undefined ? own : joinTexts(own, worker))
  })
}

/** A scrape does not wait for a store that hangs. */
const soon = async <T>(answer: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('too late')), 1_000)
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
