import type { Context } from 'hono'
import type { SubmittedComment } from '@parley/contracts'
import type { Deps, Env } from '../context.ts'
import { counted } from '../limits/counted.ts'
import { senderOf } from '../middleware/sender.ts'
import { admit } from './admit.ts'
import { isNew, submitDraft, type DraftToSubmit } from './submit-draft.ts'
import { submitFacts, type FormSigns } from './submit-facts.ts'

/** What taking a comment from a form without JavaScript needs. */
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

/**
 * Takes a comment from such a form: as `acceptComment` does, but that it cannot prove work, so under pressure it says that it came then.
 * Throws the problem.
 */
export const acceptPlainForm = async (
  deps: FormNeeds,
  c: Context<Env>,
  draft: Omit<DraftToSubmit, 'facts' | 'requestId'>,
  signs: Omit<FormSigns, 'plain'>,
): Promise<SubmittedComment> => {
  const sender = senderOf(deps, c)
  const { site, network } = sender
  const store = async (networkRecent: number) => {
    const facts = await submitFacts(deps, sender, networkRecent, { ...signs, plain: true })
    const pressing = !facts.staff && (await deps.challenges.isPressing(site, network.today))
    return submitDraft(deps, {
      ...draft,
      facts: pressing ? { ...facts, underPressure: true } : facts,
      requestId: c.get('requestId'),
    })
  }
  const { comment, receipt } = await admit(deps.admission, site.id, () =>
    counted(deps.limits, { siteId: site.id, network }, store, isNew),
  )
  deps.challenges.sent(site.id, network.today, comment.id)
  return { comment, receipt }
}
