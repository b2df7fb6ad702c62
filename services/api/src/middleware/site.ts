import type { MiddlewareHandler } from 'hono'
import { ProblemError, siteId } from '@parley/contracts'
import type { Env } from '../context.ts'
import type { Sites } from '../lookups/sites.ts'

/**
 * Finds the site that a path names, or answers `no-site`.
 *
 * @example app.use('/v1/sites/:site/counts', site(deps))
 */
export const site =
  ({ sites }: { sites: Pick<Sites, 'find'> }): MiddlewareHandler<Env> =>
  async (c, next) => {
    const id = c.req.param('site') ?? ''
    const found = siteId.safeParse(id).success ? await sites.find(id) : undefined
    if (!found) throw new ProblemError('no-site')
    c.set('site', found)
    await next()
  }
