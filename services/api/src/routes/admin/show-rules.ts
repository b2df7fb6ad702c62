import { endpoints } from '@parley/contracts'
import { route } from '../../http/route.ts'

/** GET /v1/sites/{site}/rules: the rules of a site's checks. */
export const showRules = () => route(endpoints.showRules, (c) => c.json(c.get('site').rules))
