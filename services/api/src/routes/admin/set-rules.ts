import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/** PUT /v1/sites/{site}/rules: sets the rules of a site's checks; the store keeps who set which when. */
export const setRules = ({ store, sites }: Pick<Deps, 'store' | 'sites'>) =>
  route(endpoints.setRules, async (c, { body }) => {
    const { id } = c.get('site')
    const site = await store.sites.set(id, { rules: body }, c.get('token').name)
    sites.forget(id)
    if (!site) throw new ProblemError('no-site')
    return c.json(site.rules)
  })
