import type { MiddlewareHandler } from 'hono'
import { ProblemError, siteId, type Endpoint, type ProblemCode } from '@parley/contracts'
import type { Env } from '../context.ts'
import type { Sites } from '../lookups/sites.ts'
import { reaches } from '../lookups/tokens.ts'

/**
 * Lets a token through to the sites it reaches. A site it does not reach is answered like one that is not there.
 *
 * @example app.get('/v1/sites/:site/rules', bearer(deps, 'admin'), reachedSite(deps, endpoints.showRules), …)
 */
export const reachedSite =
  ({ sites }: { sites: Pick<Sites, 'find'> }, endpoint: Pick<Endpoint, 'problems'>): MiddlewareHandler<Env> =>
  async (c, next) => {
    const id = c.req.param('site') ?? ''
    const mayLook = siteId.safeParse(id).success && reaches(c.get('token'), id)
    const found = mayLook ? await sites.find(id) : undefined
    if (!found) throw new ProblemError(missing(endpoint))
    c.set('site', found)
    await next()
  }

/** What the endpoint says of a row that is not there: an unreached site's rows are as absent as the site. */
const missing = ({ problems }: Pick<Endpoint, 'problems'>): ProblemCode =>
  problems.includes('no-site') ? 'no-site' : (problems.find((code) => code.startsWith('no-')) ?? 'no-route')
