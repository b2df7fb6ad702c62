import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { modelStatusOf } from '../../verbs/model-status.ts'

/** POST /v1/sites/{site}/model/thaw: lets a frozen model learn again. */
export const thawModel = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.thawModel, async (c) => {
    const { id } = c.get('site')
    await store.learning.setFrozen(id, false, c.get('token').name)
    return c.json(await modelStatusOf({ store }, id))
  })
