import type { Hono, MiddlewareHandler } from 'hono'
import { roles, type Endpoint, type Role } from '@parley/contracts'
import type { Deps, Env } from '../context.ts'
import { bearer } from '../middleware/bearer.ts'
import { boundOrigin, openOrigin } from '../middleware/origin.ts'
import { rateLimit, tokenRateLimit } from '../middleware/rate-limit.ts'
import { reachedSite } from '../middleware/reached-site.ts'
import { receiptSite } from '../middleware/receipt-site.ts'
import { site } from '../middleware/site.ts'
import type { Route } from './route.ts'

/** Puts routes into the app, each behind the guards that its row of the endpoint table asks for. */
export const mount = (app: Hono<Env>, deps: Deps, routes: Route[]): void => {
  for (const { endpoint, handle } of routes) {
    const pattern = honoPath(endpoint.path)
    for (const guard of guardsOf(endpoint, deps)) app.on(endpoint.method, pattern, guard)
    app.on(endpoint.method, pattern, handle)
  }
}

/** `/v1/sites/{site}` as Hono spells it. */
export const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/**
 * Who may pass, in order. First how often a network asks at all, from memory, for what comes after may ask the database; then
 * which token, or which site and from which origin; then how often that may be done.
 */
export const guardsOf = (endpoint: Endpoint, deps: Deps): MiddlewareHandler<Env>[] => {
  const { who } = endpoint
  const first = rateLimit(deps, 'read')
  if (isRole(who)) {
    const guards = [first, bearer(deps, who), tokenRateLimit(deps)]
    return endpoint.path.includes('{site}') ? [...guards, reachedSite(deps, endpoint)] : guards
  }
  const lookup = [
    ...(who === 'receipt' ? [receiptSite(deps)] : []),
    ...(endpoint.path.includes('{site}') ? [site(deps)] : []),
  ]
  // A read that tells pages of this problem is for any page to read.
  const bound = endpoint.method !== 'GET' && endpoint.problems.includes('foreign-origin')
  return bound ? [first, ...lookup, boundOrigin(), rateLimit(deps, 'write')] : [openOrigin(), first, ...lookup]
}

const isRole = (who: Endpoint['who']): who is Role => (roles as readonly string[]).includes(who)
