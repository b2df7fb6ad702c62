import type { MiddlewareHandler } from 'hono'
import type { Env } from '../../context.ts'
import { patternOf } from '../../middleware/access-log.ts'
import type { Measures } from './measures.ts'

/**
 * Times every request by the pattern of its route, so that no address becomes a label.
 *
 * @example app.use(timed(deps))
 */
export const timed =
  ({ measures }: { measures: Pick<Measures, 'requests'> }): MiddlewareHandler<Env> =>
  async (c, next) => {
    const start = performance.now()
    await next()
    const method = METHODS.has(c.req.method) ? c.req.method : 'other'
    const labels = { method, route: patternOf(c), status: String(c.res.status) }
    measures.requests.observe(labels, (performance.now() - start) / 1_000)
  }

/** Node's parser knows 30 more, each of which a stranger could make a label. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
