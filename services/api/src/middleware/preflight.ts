import type { Context, MiddlewareHandler } from 'hono'
import type { Env } from '../context.ts'
import { methodsAt } from '../http/not-found.ts'
import type { Sites } from '../lookups/sites.ts'
import { parseReceipt } from '../receipt.ts'
import { isOfSite } from './origin.ts'

// What readers' browsers call. Guarded routes are for servers and this service's own pages: no other origin is told of them.
const OPEN = /^\/v1\/sites\/([^/]+)\/(?:counts|events|feed|challenge|sets)$/
const WRITES = /^\/v1\/(?:receipts\/([^/]+)(?:\/appeal)?|sites\/([^/]+)\/comments(?:\/[^/]+\/reports)?)$/

/**
 * Answers browsers that ask before they send: counts are anybody's to read, writes are for pages on the site's hosts. The
 * request itself still meets `boundOrigin`.
 *
 * @example app.use(preflight(deps))
 */
export const preflight =
  (deps: { sites: Pick<Sites, 'find'> }): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (c.req.method !== 'OPTIONS') return next()
    const methods = methodsAt(c.req.path)
    if (methods.length === 0) return next()
    c.header('Allow', [...methods, 'OPTIONS'].join(', '))
    c.header('Vary', 'Origin')
    const allowed = await allowedOrigin(deps, c)
    if (allowed !== undefined) {
      c.header('Access-Control-Allow-Origin', allowed)
      c.header('Access-Control-Allow-Methods', methods.join(', '))
      c.header('Access-Control-Allow-Headers', 'Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID')
      c.header('Access-Control-Max-Age', '7200')
    }
    return c.body(null, 204)
  }

const allowedOrigin = async (
  { sites }: { sites: Pick<Sites, 'find'> },
  c: Context<Env>,
): Promise<string | undefined> => {
  const { path } = c.req
  if (OPEN.test(path)) return '*'
  const [writes, receipt, siteId] = WRITES.exec(path) ?? []
  if (writes === undefined) return undefined
  if (c.req.header('access-control-request-method') === 'GET') return '*'
  const origin = c.req.header('origin')
  const id = siteId ?? parseReceipt(receipt ?? '')?.siteId
  const site = id === undefined ? undefined : await sites.find(id)
  if (origin === undefined || !site) return undefined
  return origin === 'null' || isOfSite(origin, site) ? origin : undefined
}
