import type { BaseModels } from '@parley/moderation'
import type { Log } from '@parley/runtime'
import type { ModelRequest, Store } from '@parley/store'
import { backtest } from '../jobs/backtest.ts'
import { learn } from '../jobs/learn.ts'
import { rebuildModel, rebuildSite } from '../jobs/rebuild-model.ts'
import { keepModels } from './keep-models.ts'
import { lookAtSite } from './look-at-site.ts'
import { createSiteModels } from './site-models.ts'

type Deps = { store: Store; base: BaseModels; log: Log }

/** All of a worker that learns: what sites are judged by, the upkeep of it, and the timer that keeps it in step. */
export const openLearning = async ({ store, base, log }: Deps) => {
  const auditSecret = await store.secrets.get('audits')
  const models = createSiteModels({ store, base, log })
  const lookAt = (siteId: string) => lookAtSite({ store, base, log, auditSecret }, siteId)
  const serve = async ({ siteId, kind, payload, askedBy }: ModelRequest): Promise<object | undefined> => {
    if (kind === 'backtest') return await backtest({ store, base }, siteId, payload)
    const { outcome, dropped } = await rebuildSite({ store, base, log }, siteId, askedBy)
    return { outcome, dropped, looked: await lookAt(siteId) }
  }
  return {
    models,
    tasks: { learn: learn({ store, lookAt, auditSecret, log }), 'rebuild-model': rebuildModel({ store, base, log }) },
    /** Without `serves` what owners ask for is left to other workers. */
    keep: ({ serves = true, restMs }: { serves?: boolean; restMs?: number } = {}) =>
      keepModels({ store, models, log, ...(serves && { serve }) }, { restMs }),
  }
}
