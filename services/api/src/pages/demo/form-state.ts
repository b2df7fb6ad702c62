import type { Site } from '@parley/store'
import type { Deps } from '../../context.ts'
import { signForm, verifyForm } from '../../form-token.ts'
import type { FormState } from './comment-form.ts'
import type { CommentsPage } from './conversation.ts'
import type { Place } from './places.ts'
import type { Refusal } from './receive-comment.ts'

/** A refused form keeps its text, and its seals where they still hold: the time it was open counts from its first showing. An answer
 *  to what has gone goes on as a comment of its own. */
export const formState = (
  { secrets, clock }: Pick<Deps, 'secrets' | 'clock'>,
  site: Site,
  { place, page, refusal }: { place: Place; page: CommentsPage; refusal: Refusal | undefined },
): FormState => {
  const now = clock.now()
  const { name, body, formToken = '', idempotencyKey = '' } = refusal?.fields ?? {}
  const holds = verifyForm(secrets.forms, site.id, formToken, now) !== undefined
  const again = idempotencyKey !== '' && refusal?.problem !== 'changed' && refusal?.problem !== 'other'
  const answered = refusal?.problem === 'parent' ? undefined : place.reply
  const replied = page.comments.find(({ id }) => id === answered)
  return {
    formToken: holds ? formToken : signForm(secrets.forms, site.id, now),
    idempotencyKey: again ? idempotencyKey : clock.bytes(24).toString('base64url'),
    ...(answered !== undefined && {
      reply: { id: answered, ...(replied?.authorName !== undefined && { name: replied.authorName }) },
    }),
    ...(name !== undefined && { name }),
    ...(body !== undefined && { body }),
    ...(refusal && { problem: refusal.problem }),
  }
}
