import type { Context, MiddlewareHandler } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { Env } from '../context.ts'
import { isHostOf, isLoopback } from '../is-host-of.ts'
import type { Site } from '@parley/store'

const EXPOSED = 'ETag, Location, Retry-After, X-Request-Id'

/**
 * Anybody's page may read the answer; no credentials are involved.
 *
 * @example app.use('/v1/sites/:site/counts', openOrigin())
 */
export const openOrigin = (): MiddlewareHandler<Env> => async (c, next) => {
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Access-Control-Expose-Headers', EXPOSED)
  await next()
}

/**
 * Binds writes to the hosts of `c.get('site')`. Without an `Origin` (curl, a server) there is no browser to misuse. An
 * opaque origin (`null`) passes here and must show a valid form token to the route.
 *
 * @example app.post('/v1/sites/:site/comments', site(deps), boundOrigin(), …)
 */
export const boundOrigin = (): MiddlewareHandler<Env> => async (c, next) => {
  refuseForeign(c)
  allowOrigin(c, c.req.header('origin'))
  await next()
}

/** Throws where a page is known to be on none of the hosts of `c.get('site')`. */
export const refuseForeign = (c: Context<Env>): void => {
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== 'null' && !isOfSite(origin, c.get('site')))
    throw new ProblemError('foreign-origin')
}

/** Lets the page that sent the request read its answer. */
const allowOrigin = (c: Context<Env>, origin: string | undefined): void => {
  c.header('Vary', 'Origin', { append: true })
  if (origin === undefined) return
  c.header('Access-Control-Allow-Origin', origin)
  c.header('Access-Control-Expose-Headers', EXPOSED)
}

/** Whether an origin is one of the site's hosts, by either scheme; a whole host, so `evilsite.com` is not `site.com`. */
export const isOfSite = (origin: string, site: Pick<Site, 'hosts'>): boolean => {
  const url = URL.parse(origin)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return false
  return url.origin === origin.toLowerCase() && isHostOf(site, url)
}

/** The site's pages as a policy names them; a machine's own name with any port. */
export const sourcesOf = ({ hosts }: Pick<Site, 'hosts'>): string[] =>
  hosts.map((host) => (isLoopback(host) ? `${host}:*` : host)).flatMap((host) => [`https://${host}`, `http://${host}`])

/** Whether the sender's page is unknown: an opaque origin proves nothing. */
export const isOpaque = (c: Context<Env>): boolean => c.req.header('origin') === 'null'

/** For writes that come with no form: an opaque origin cannot show a form token here. */
export const refuseOpaque = (c: Context<Env>): void => {
  if (isOpaque(c)) throw new ProblemError('foreign-origin')
}
