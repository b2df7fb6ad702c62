import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { requireEverywhere } from '../../lookups/reached.ts'
import { route } from '../../http/route.ts'
import { siteViewOf } from '../../views/owner.ts'

/** POST /v1/sites: adds a site. */
export const addSite = ({ store, sites }: Pick<Deps, 'store' | 'sites'>) =>
  route(endpoints.addSite, async (c, { body }) => {
    requireEverywhere(c.get('token'))
    const site = await store.sites.add(body)
    if (site === 'exists') throw new ProblemError('site-exists')
    sites.forget(site.id)
    return c.json(siteViewOf(site), 201)
  })
