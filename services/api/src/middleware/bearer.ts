import type { Context, MiddlewareHandler } from 'hono'
import { ProblemError, type Role } from '@parley/contracts'
import type { Deps, Env, Token } from '../context.ts'
import { mayAct } from '../lookups/tokens.ts'
import { takeOrRefuse } from './rate-limit.ts'
import { networkOf } from './client-network.ts'

type Needs = Pick<Deps, 'tokens' | 'limits' | 'config' | 'dailySecret' | 'log'>

/**
 * Asks for a bearer token of at least a role. A wrong token costs its network one of few tries.
 *
 * @example app.get('/v1/tokens', bearer(deps, 'admin'), …)
 */
export const bearer =
  (deps: Needs, least: Role): MiddlewareHandler<Env> =>
  async (c, next) => {
    const token = await tokenOf(deps, c)
    if (!token) throw new ProblemError('token-needed', { headers: { 'WWW-Authenticate': 'Bearer' } })
    if (!mayAct(token, least)) throw new ProblemError('token-too-weak')
    c.set('token', token)
    c.header('Cache-Control', 'no-store')
    await next()
  }

/** The token a request carries; undefined without one, a problem with a wrong one. */
export const tokenOf = async (deps: Needs, c: Context<Env>): Promise<Token | undefined> => {
  const header = c.req.header('authorization')
  if (header === undefined) return undefined
  const secret = /^Bearer +([\x21-\x7e]{1,200})$/i.exec(header)?.[1]
  const token = secret === undefined ? undefined : await deps.tokens.find(secret)
  if (token) return token
  await takeOrRefuse(deps, 'badToken', networkOf(deps, c))
  throw new ProblemError('token-needed', { headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } })
}
