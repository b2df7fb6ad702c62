import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/** DELETE /v1/sites/{site}/sign-in-keys/{kid}: what it signed is worth nothing any more. */
export const removeSignInKey = ({ store, signIns }: Pick<Deps, 'store' | 'signIns'>) =>
  route(endpoints.removeSignInKey, async (c, { params: { kid } }) => {
    const { id } = c.get('site')
    const removed = await store.signInKeys.remove(id, kid)
    signIns.forget(id)
    if (!removed) throw new ProblemError('no-key')
    return c.body(null, 204)
  })
