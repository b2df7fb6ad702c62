import { ProblemError, endpoints, idempotencyKey } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { submitDraft } from '../../verbs/submit-draft.ts'
import { submitFacts } from '../../verbs/submit-facts.ts'

type Needs = Pick<
  Deps,
  'store' | 'queue' | 'secrets' | 'clock' | 'limits' | 'tokens' | 'config' | 'dailySecret' | 'log'
>

/** POST /v1/sites/{site}/comments: stores a draft as pending, asks for moderation, answers 202 after COMMIT. */
export const submitComment = (deps: Needs) =>
  route(endpoints.submitComment, async (c, { body }) => {
    const key = c.req.header('idempotency-key')
    if (key !== undefined && !idempotencyKey.safeParse(key).success) throw new ProblemError('invalid-idempotency-key')
    const submitted = await submitDraft(deps, {
      site: c.get('site'),
      article: body.article,
      parentId: body.parentId,
      authorName: body.author.name,
      authorToken: body.author.token,
      body: body.body,
      facts: await submitFacts(deps, c, body.form),
      idempotencyKey: key,
      requestId: c.get('requestId'),
    })
    return c.json(submitted, 202)
  })
