import { endpoints } from '@parley/contracts'
import { route } from '../../http/route.ts'
import { siteViewOf } from '../../views/owner.ts'

/** GET /v1/sites/{site}: one site. */
export const showSite = () => route(endpoints.showSite, (c) => c.json(siteViewOf(c.get('site'))))
