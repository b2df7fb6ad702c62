import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { decideComments } from '../../verbs/decide-comments.ts'

/** POST /v1/moderation/audits/{site}/{comment}: decides an audited comment, for good like any decision. */
export const answerAudit = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.answerAudit, async (c, { params: { comment }, body: { version, revision, action, reason } }) => {
    const site = c.get('site').id
    if (!(await store.learning.audits.isOpen(site, comment, version))) throw new ProblemError('no-audit')
    const order = {
      comments: [{ site, id: comment, version, ...(revision !== undefined && { revision }) }],
      action,
      reason,
    }
    const [decided] = (await decideComments({ store }, c.get('token'), order)).comments
    if (decided?.answer !== 'decided') throw new ProblemError('no-audit')
    return c.body(null, 204)
  })
