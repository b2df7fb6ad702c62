import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'

/** GET /healthz and /readyz; mounted at the root. */
export const health = (_deps: Deps): Hono<Env> => new Hono<Env>()
