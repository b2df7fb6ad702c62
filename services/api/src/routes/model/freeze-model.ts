import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { modelStatusOf } from '../../verbs/model-status.ts'

/** POST /v1/sites/{site}/model/freeze: stops learning and promotion; what is in service stays. */
export const freezeModel = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.freezeModel, async (c) => {
    const { id } = c.get('site')
    await store.learning.setFrozen(id, true, c.get('token').name)
    return c.json(await modelStatusOf({ store }, id))
  })
