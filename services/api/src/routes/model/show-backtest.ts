import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { findBacktest } from '../../verbs/find-backtest.ts'

/** GET /v1/sites/{site}/backtests/{backtest}: what a backtest found, with the beginnings of its examples' texts. */
export const showBacktest = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.showBacktest, async (c, { params: { backtest } }) => {
    const found = await findBacktest({ store }, c.get('site').id, backtest)
    if (!found) throw new ProblemError('no-backtest')
    return c.json(found)
  })
