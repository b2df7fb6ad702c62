import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'

/** GET and POST /v1/sites/{site}/counts; mounted there, behind the site, its rate limit and CORS. */
export const counts = (_deps: Deps): Hono<Env> => new Hono<Env>()
