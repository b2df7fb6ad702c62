import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'

/** GET /metrics; mounted at the root. */
export const metrics = (_deps: Deps): Hono<Env> => new Hono<Env>()
