import { Hono } from 'hono'
import type { Deps, Env } from '../context.ts'

/** GET /openapi.json and /docs; mounted at the root. */
export const docs = (_deps: Deps): Hono<Env> => new Hono<Env>()
