import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { modelStatusOf } from '../../verbs/model-status.ts'

/** GET /v1/sites/{site}/model: what goes by itself now, at which measured error, and what more decisions would open. */
export const showModel = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.showModel, async (c) => c.json(await modelStatusOf({ store }, c.get('site').id)))
