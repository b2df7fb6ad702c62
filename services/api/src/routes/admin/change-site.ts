import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { siteViewOf } from '../../views/owner.ts'

/** PATCH /v1/sites/{site}: changes a site's name, hosts or mode. */
export const changeSite = ({ store, sites }: Pick<Deps, 'store' | 'sites'>) =>
  route(endpoints.changeSite, async (c, { body }) => {
    const { id } = c.get('site')
    const site = await store.sites.set(id, body, c.get('token').name)
    sites.forget(id)
    if (!site) throw new ProblemError('no-site')
    return c.json(siteViewOf(site))
  })
