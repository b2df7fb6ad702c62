import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Log } from '@parley/runtime'
import type { Env } from '../context.ts'

/**
 * One line a request: the route's pattern and never its path, which may hold a receipt; no address, no user agent.
 *
 * @example app.use(accessLog(deps))
 */
export const accessLog =
  ({ log }: { log: Log }): MiddlewareHandler<Env> =>
  async (c, next) => {
    const start = performance.now()
    await next()
    log.info({
      event: 'http.request',
      requestId: c.get('requestId'),
      method: c.req.method,
      pattern: patternOf(c),
      status: c.res.status,
      ms: Math.round((performance.now() - start) * 100) / 100,
    })
  }

/** The last matched route that is no middleware is the one that answered. */
export const patternOf = (c: Context<Env>): string =>
  matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? 'unmatched'
