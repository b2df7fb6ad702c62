import { Hono } from 'hono'
import type { Deps, Env } from '../../context.ts'

/** GET /moderation: what moderators see and decide. */
export const moderation = (_deps: Deps): Hono<Env> => new Hono<Env>()
