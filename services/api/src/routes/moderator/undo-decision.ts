import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { undoDecision as undo } from '../../verbs/undo-decision.ts'

/** POST /v1/moderation/decisions/{decision}/undo: takes a decision back, counts included. */
export const undoDecision = ({ store, queue }: Pick<Deps, 'store' | 'queue'>) =>
  route(endpoints.undoDecision, async (c, { params: { decision }, query: { site } }) => {
    const which = { id: decision, site, requestId: c.get('requestId') }
    return c.json(await undo({ store, queue }, c.get('token'), which))
  })
