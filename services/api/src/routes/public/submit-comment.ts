import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { admit } from '../../verbs/admit.ts'
import { acceptComment, type AcceptNeeds } from '../../verbs/accept-comment.ts'
import { senderOf } from '../../middleware/sender.ts'

/** POST /v1/sites/{site}/comments: stores a draft as pending, asks for moderation, answers 202 after COMMIT. */
export const submitComment = (
  deps: AcceptNeeds & Pick<Deps, 'admission' | 'tokens' | 'config' | 'dailySecret' | 'log'>,
) =>
  route(endpoints.submitComment, async (c, { body }) => {
    const key = c.req.header('idempotency-key')
    const sender = { ...senderOf(deps, c), idempotencyKey: key, requestId: c.get('requestId') }
    return c.json(await admit(deps.admission, sender.site.id, () => acceptComment(deps, sender, body)), 202)
  })
