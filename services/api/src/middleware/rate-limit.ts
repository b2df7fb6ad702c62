import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { LimitNumbers } from '../config.ts'
import type { Deps, Env } from '../context.ts'
import type { Caller } from '../limits/daily-secret.ts'
import { networkOf } from './client-network.ts'

/**
 * Takes one of what the caller's network may do, or answers 429 with `Retry-After`.
 *
 * @example app.use('/v1/sites/:site/counts', rateLimit(deps, 'read'))
 */
export const rateLimit =
  (deps: Pick<Deps, 'limits' | 'config' | 'dailySecret' | 'log'>, kind: 'read' | 'write'): MiddlewareHandler<Env> =>
  async (c, next) => {
    const network: Caller = (c.get('network') as Caller | undefined) ?? networkOf(deps, c)
    c.set('network', network)
    await takeOrRefuse(deps, kind, network)
    await next()
  }

/**
 * Takes one of what a bearer token may do.
 *
 * @example app.use(bearer(deps, 'reader'), tokenRateLimit(deps))
 */
export const tokenRateLimit =
  (deps: Pick<Deps, 'limits'>): MiddlewareHandler<Env> =>
  async (c, next) => {
    await takeOrRefuse(deps, 'guarded', { today: c.get('token').name })
    await next()
  }

/** Takes one, or throws the problem. */
export const takeOrRefuse = async (
  { limits }: Pick<Deps, 'limits'>,
  kind: keyof LimitNumbers,
  caller: Caller,
): Promise<void> => {
  refuseFor(await limits.take(kind, caller))
}

/** Takes what sending a comment costs, or throws the problem; answers how many came of this caller lately. */
export const takeCommentOrRefuse = async (
  { limits }: Pick<Deps, 'limits'>,
  siteId: string,
  caller: Caller,
): Promise<number> => {
  const { waitMs, recent } = await limits.takeComment(siteId, caller)
  refuseFor(waitMs)
  return recent
}

/** Takes what a large question costs beyond the one that it took when it came. */
export const takeMoreOrRefuse = ({ limits }: Pick<Deps, 'limits'>, caller: Caller, cost: number): void => {
  if (cost > 0) refuseFor(limits.takeNow('read', caller, cost))
}

const refuseFor = (waitMs: number): void => {
  if (waitMs === 0) return
  throw new ProblemError('too-many-requests', { headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) } })
}
