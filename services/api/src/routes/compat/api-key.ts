import type { MiddlewareHandler } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { networkOf } from '../../middleware/client-network.ts'
import { takeOrRefuse } from '../../middleware/rate-limit.ts'
import { GoogleError } from './google-error.ts'

const KEY = /^[\x21-\x7e]{1,200}$/

/** Asks for a token of any role as `?key=…`, the way Google's clients send theirs. A wrong one costs its network one of few tries. */
export const apiKey =
  (deps: Pick<Deps, 'tokens' | 'limits' | 'config' | 'dailySecret' | 'log'>): MiddlewareHandler<Env> =>
  async (c, next) => {
    const key = c.req.query('key')
    if (key === undefined) throw new GoogleError(403, 'The request is missing a valid API key.')
    const token = KEY.test(key) ? await deps.tokens.find(key) : undefined
    if (!token) {
      await takeOrRefuse(deps, 'badToken', networkOf(deps, c))
      throw new GoogleError(403, 'API key not valid. Please pass a valid API key.')
    }
    c.set('token', token)
    await next()
  }
