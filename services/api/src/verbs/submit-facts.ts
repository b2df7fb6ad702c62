import type { Context } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { SubmitFacts } from '@parley/moderation'
import type { Deps, Env } from '../context.ts'
import { verifyForm } from '../form-token.ts'
import { mayAct, reaches } from '../lookups/tokens.ts'
import { tokenOf } from '../middleware/bearer.ts'
import { isOpaque } from '../middleware/origin.ts'

/** What the sender's form said of itself. */
export type FormSigns = { token?: string | undefined; trap?: string | undefined; plain?: boolean }

/**
 * Gathers what must be noticed while the sender is known: how busy the network is, how long the form was open, whether a
 * moderator wrote. A page of unknown origin must show a form token of ours.
 */
export const submitFacts = async (
  deps: Pick<Deps, 'limits' | 'secrets' | 'clock' | 'tokens' | 'config' | 'dailySecret' | 'log'>,
  c: Context<Env>,
  { token, trap, plain = false }: FormSigns,
): Promise<SubmitFacts> => {
  const site = c.get('site')
  const formMs = token === undefined ? undefined : verifyForm(deps.secrets.forms, site.id, token, deps.clock.now())
  const fromPage = c.req.header('origin') !== undefined && !isOpaque(c)
  const mustProve = isOpaque(c) || (plain && !fromPage)
  if (mustProve && formMs === undefined) throw new ProblemError('invalid-form-token')

  const sender = await tokenOf(deps, c)
  const staff = sender !== undefined && mayAct(sender, 'moderator') && reaches(sender, site.id)
  return {
    networkRecent: await deps.limits.countComment(site.id, c.get('network')),
    ...(formMs !== undefined && { formMs }),
    ...(token !== undefined && formMs === undefined && { badChallenge: true }),
    ...(trap !== undefined && trap !== '' && { trap: true }),
    ...(plain && { plainForm: true }),
    ...(staff && { staff: true }),
  }
}
