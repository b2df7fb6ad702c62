import { ProblemError } from '@parley/contracts'
import type { SubmitFacts } from '@parley/moderation'
import type { Site } from '@parley/store'
import type { Deps, Token } from '../context.ts'
import { verifyForm } from '../form-token.ts'
import type { Caller } from '../limits/daily-secret.ts'
import { mayAct, reaches } from '../lookups/tokens.ts'

/** What the sender's form said of itself. */
export type FormSigns = { token?: string | undefined; trap?: string | undefined; plain?: boolean }

/** Who sends a comment to which site, as far as anybody may know. */
export type Sender = {
  site: Site
  network: Caller
  /** The header of that name; `null` proves nothing. */
  origin: string | undefined
  /** The moderator's token that came along; throws for a wrong one. */
  findToken: () => Promise<Token | undefined>
}

/**
 * Gathers what must be noticed while the sender is known: how busy the network is, how long the form was open, whether a
 * moderator wrote. A page of unknown origin must show a form token of ours.
 */
export const submitFacts = async (
  deps: Pick<Deps, 'secrets' | 'clock'>,
  { site, origin, findToken }: Sender,
  networkRecent: number,
  { token, trap, plain = false }: FormSigns,
): Promise<SubmitFacts> => {
  const formMs = token === undefined ? undefined : verifyForm(deps.secrets.forms, site.id, token, deps.clock.now())
  const isOpaque = origin === 'null'
  const fromPage = origin !== undefined && !isOpaque
  const mustProve = isOpaque || (plain && !fromPage)
  if (mustProve && formMs === undefined) throw new ProblemError('invalid-form-token')

  const sender = await findToken()
  const staff = sender !== undefined && mayAct(sender, 'moderator') && reaches(sender, site.id)
  return {
    networkRecent,
    ...(formMs !== undefined && { formMs }),
    ...(token !== undefined && formMs === undefined && { badChallenge: true }),
    ...(trap !== undefined && trap !== '' && { trap: true }),
    ...(plain && { plainForm: true }),
    ...(staff && { staff: true }),
  }
}
