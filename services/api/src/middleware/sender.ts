import type { Context } from 'hono'
import type { Env } from '../context.ts'
import type { Sender } from '../verbs/submit-facts.ts'
import { tokenOf } from './bearer.ts'

/** Who sends a comment, after the guards of its route have looked at the request. */
export const senderOf = (deps: Parameters<typeof tokenOf>[0], c: Context<Env>): Sender => ({
  site: c.get('site'),
  network: c.get('network'),
  origin: c.req.header('origin'),
  findToken: () => tokenOf(deps, c),
})
