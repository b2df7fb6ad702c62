import { createHmac } from 'node:crypto'
import { commentForm, MAX_FORM_BYTES, ProblemError, type CommentForm, type ProblemCode } from '@parley/contracts'
import type { Site } from '@parley/store'
import type { Context } from 'hono'
import type { Env } from '../../context.ts'
import { verifyForm } from '../../form-token.ts'
import { readForm } from '../../http/read-body.ts'
import { networkOf } from '../../middleware/client-network.ts'
import { isOfSite } from '../../middleware/origin.ts'
import { takeOrRefuse } from '../../middleware/rate-limit.ts'
import { acceptPlainForm, type FormNeeds } from '../../verbs/accept-plain-form.ts'
import { isOwnOrigin } from '../own-origin.ts'
import type { FormState } from './comment-form.ts'
import { authorOf, keep } from './cookies.ts'
import { settled } from './settled.ts'
import { textProblem } from './text-problem.ts'

type Problem = NonNullable<FormState['problem']>
type Fields = Record<string, string>

/** A form that was not taken: what to say of it, and what stood in it. */
export type Refusal = { problem: Problem; status: 400 | 403 | 409 | 422 | 429 | 503; fields: Fields }

const said: Partial<Record<ProblemCode, [Problem, Refusal['status']]>> = {
  'invalid-request': ['other', 400],
  'invalid-form-token': ['stale', 403],
  'foreign-origin': ['origin', 403],
  'article-closed': ['closed', 409],
  'parent-not-visible': ['parent', 409],
  'too-deep': ['deep', 409],
  'idempotency-key-reused': ['changed', 422],
  'too-many-requests': ['often', 429],
  overloaded: ['often', 503],
}

/** Takes the form's comment as the API would: its receipt when it was taken; what readers can mend comes back with their text.
 *  A browser that may not keep anything for us (`remember` false) has no author across its comments. */
export const receiveComment = async (
  deps: FormNeeds,
  c: Context<Env>,
  site: Site,
  { remember = true }: { remember?: boolean } = {},
): Promise<Refusal | { receipt: string }> => {
  const fields = await readForm(c, MAX_FORM_BYTES)
  try {
    return await submitForm(deps, c, { site, fields, remember })
  } catch (thrown) {
    const [problem, status] = (thrown instanceof ProblemError && said[thrown.code]) || []
    if (problem === undefined || status === undefined) throw thrown
    return { problem, status, fields }
  }
}

const submitForm = async (
  deps: FormNeeds,
  c: Context<Env>,
  { site, fields, remember }: { site: Site; fields: Fields; remember: boolean },
): Promise<Refusal | { receipt: string }> => {
  c.set('site', site)
  c.set('network', networkOf(deps, c))
  await takeOrRefuse(deps, 'write', c.get('network'))
  // A piece that the site's own page includes sends its form from there, a sandboxed frame from nowhere: no cookie is at stake in either.
  const origin = c.req.header('origin') ?? ''
  const framed = !remember && (origin === 'null' || isOfSite(origin, site))
  if (!isOwnOrigin(c) && !framed) throw new ProblemError('foreign-origin')

  const form = commentForm.safeParse({ ...fields, name: fields['name']?.trim() ?? '' })
  if (!form.success) {
    const wrong = form.error.issues[0]?.path[0]
    const problem = wrong === 'body' ? textProblem(form.error) : wrong === 'name' ? 'name' : 'other'
    return { problem, status: 400, fields }
  }
  const { article, parentId, name, body, formToken, website } = form.data
  // An old form has its text sent again with a fresh seal; to the checks it would look like a forged one.
  const age = verifyForm(deps.secrets.forms, site.id, formToken ?? '', deps.clock.now())
  if (age === undefined) throw new ProblemError('invalid-form-token')

  const idempotencyKey = form.data.idempotencyKey ?? pressKey(deps.secrets.forms, c.get('network').today, form.data)
  const author = remember ? authorOf(c, deps.secrets.forms, idempotencyKey) : undefined
  const draft = {
    site,
    article: { key: article },
    parentId,
    authorName: name,
    authorToken: author,
    body,
    idempotencyKey,
  }
  const { receipt } = await acceptPlainForm(deps, c, draft, { token: formToken, trap: website })
  if (author !== undefined) keep(c, author, receipt)
  await settled(deps, receipt)
  return { receipt }
}

/**
 * The key of a form whose showing caches keep, and which therefore came without one: a second press makes the same. Readers
 * of one showing have one form token, so the network, as today's secret hashes it, tells them apart; tomorrow nobody can
 * say which it was. Two on one network who write the same text under the same name are one: nothing differs to be shown.
 */
const pressKey = (secret: Buffer, network: string, { formToken, article, parentId, name, body }: CommentForm): string =>
  createHmac('sha256', secret)
    .update(`press\n${JSON.stringify([network, formToken, article, parentId ?? null, name ?? null, body])}`)
    .digest('base64url')
