import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/** POST /v1/sites/{site}/model/rebuild: asks a worker to learn anew from the log. */
export const rebuildModel = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.rebuildModel, async (c) => {
    const { id: siteId } = c.get('site')
    const id = await store.learning.requests.ask({ siteId, kind: 'rebuild', askedBy: c.get('token').name })
    return c.json({ site: siteId, id }, 202)
  })
