import { endpoints } from '@parley/contracts'
import { route } from '../../http/route.ts'
import { isOpaque } from '../../middleware/origin.ts'
import { acceptPlainForm, type FormNeeds } from '../../verbs/accept-plain-form.ts'

/**
 * POST /v1/sites/{site}/comments/form: a plain HTML form's way in; answers 303 back to the page on the host it came from. The receipt goes into the
 * fragment, which browsers neither send to servers nor pass on as a referrer.
 */
export const submitCommentForm = (deps: FormNeeds) =>
  route(endpoints.submitCommentForm, async (c, { form }) => {
    const draft = {
      site: c.get('site'),
      article: { key: form.article },
      parentId: form.parentId,
      authorName: form.name,
      body: form.body,
      idempotencyKey: form.idempotencyKey,
    }
    const { receipt } = await acceptPlainForm(deps, c, draft, { token: form.formToken, trap: form.website })
    const [page = '/'] = (form.returnTo ?? '/').split('#')
    const origin = c.req.header('origin') // on the site's hosts, or this route was not reached
    const host = origin === undefined || isOpaque(c) ? '' : origin
    return c.redirect(`${host}${page}#receipt=${receipt}`, 303)
  })
