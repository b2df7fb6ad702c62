import type { Log } from '@parley/runtime'
import type { Store } from '@parley/store'
import type { Metrics } from '../metrics.ts'

const ARTICLES = 50
const NAMED = 20

/** Compares the stored counts of some articles of each site with what their comments say. Any drift is a defect: it is told, never mended here. */
export const recount =
  ({ store, log, metrics }: { store: Pick<Store, 'recount'>; log: Log; metrics: Pick<Metrics, 'drifted'> }) =>
  async (): Promise<void> => {
    const { articles, drift, visibleWrong } = await store.recount({ sample: ARTICLES })
    metrics.drifted(drift.length + visibleWrong)
    if (drift.length + visibleWrong === 0) return log.debug({ event: 'counts.true', articles })
    log.error({ event: 'counts.drift', articles, visibleWrong, drifted: drift.length, drift: drift.slice(0, NAMED) })
  }
