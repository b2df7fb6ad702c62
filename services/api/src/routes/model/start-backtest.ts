import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/** POST /v1/sites/{site}/backtests: asks a worker to try a change on the newest decisions that people made. */
export const startBacktest = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.startBacktest, async (c, { body }) => {
    const { id: siteId } = c.get('site')
    const asked = { siteId, kind: 'backtest', askedBy: c.get('token').name, payload: body } as const
    return c.json({ site: siteId, id: await store.learning.requests.ask(asked) }, 202)
  })
