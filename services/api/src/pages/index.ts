import { Hono } from 'hono'
import type { Deps, Env } from '../context.ts'

/** GET /demo and the moderators’ page; mounted at the root. */
export const pages = (_deps: Deps): Hono<Env> => new Hono<Env>()
