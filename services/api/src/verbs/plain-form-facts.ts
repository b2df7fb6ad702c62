import type { Context } from 'hono'
import type { SubmitFacts } from '@parley/moderation'
import type { Deps, Env } from '../context.ts'
import { senderOf } from '../middleware/sender.ts'
import { submitFacts, type FormSigns } from './submit-facts.ts'

/** What taking a comment from such a form needs. */
export type FormNeeds = Pick<
  Deps,
  | 'admission'
  | 'challenges'
  | 'fairShares'
  | 'store'
  | 'queue'
  | 'secrets'
  | 'clock'
  | 'limits'
  | 'tokens'
  | 'config'
  | 'dailySecret'
  | 'log'
>

/** What is noticed of a form without JavaScript. It cannot prove work, so under pressure it says that it came then. */
export const plainFormFacts = async (
  deps: Parameters<typeof submitFacts>[0] & Parameters<typeof senderOf>[0] & Pick<Deps, 'challenges'>,
  c: Context<Env>,
  form: Omit<FormSigns, 'plain'>,
): Promise<SubmitFacts> => {
  const facts = await submitFacts(deps, senderOf(deps, c), { ...form, plain: true })
  const pressing = !facts.staff && (await deps.challenges.isPressing(c.get('site'), c.get('network').today))
  return pressing ? { ...facts, underPressure: true } : facts
}
