import { ProblemError, endpoints, idempotencyKey } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { submitDraft } from '../../verbs/submit-draft.ts'
import { submitFacts } from '../../verbs/submit-facts.ts'

type Needs = Pick<
  Deps,
  | 'challenges'
  | 'signIns'
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

/** POST /v1/sites/{site}/comments: stores a draft as pending, asks for moderation, answers 202 after COMMIT. */
export const submitComment = (deps: Needs) =>
  route(endpoints.submitComment, async (c, { body }) => {
    const key = c.req.header('idempotency-key')
    if (key !== undefined && !idempotencyKey.safeParse(key).success) throw new ProblemError('invalid-idempotency-key')
    const site = c.get('site')
    const network = c.get('network').today
    const { name, token, jwt } = body.author
    const signedIn = jwt === undefined ? undefined : await deps.signIns.authorOf(site.id, jwt)
    const facts = await submitFacts(deps, c, body.form)
    const proof = facts.staff
      ? 'fine'
      : await deps.challenges.check(body.challenge, { site, network, key: key ?? c.get('requestId') })
    const submitted = await submitDraft(deps, {
      site,
      article: body.article,
      parentId: body.parentId,
      authorName: signedIn ? signedIn.name : name,
      authorToken: token,
      authorKey: signedIn?.authorKey,
      body: body.body,
      facts: proof === 'wrong' ? { ...facts, badChallenge: true } : facts,
      idempotencyKey: key,
      requestId: c.get('requestId'),
    })
    deps.challenges.sent(site.id, network, submitted.comment.id)
    return c.json(submitted, 202)
  })
