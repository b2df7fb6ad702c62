import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { reaches } from '../../lookups/tokens.ts'
import { siteViewOf } from '../../views/owner.ts'

/** GET /v1/sites: the sites that the token reaches. */
export const listSites = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.listSites, async (c) => {
    const sites = await store.sites.list()
    return c.json({ sites: sites.filter(({ id }) => reaches(c.get('token'), id)).map(siteViewOf) })
  })
