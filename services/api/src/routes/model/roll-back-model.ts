import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { modelStatusOf } from '../../verbs/model-status.ts'

/** POST /v1/sites/{site}/model/rollback: puts an older version into service; workers follow within seconds. */
export const rollBackModel = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.rollBackModel, async (c, { body: { version } }) => {
    const { id } = c.get('site')
    const rolled = await store.learning.rollBack(id, version, c.get('token').name)
    if (rolled === 'no-version') throw new ProblemError('no-version')
    return c.json(await modelStatusOf({ store }, id))
  })
