import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { requireEverywhere } from '../../lookups/reached.ts'
import { route } from '../../http/route.ts'

/** DELETE /v1/tokens/{name}: revokes a token, here at once. */
export const revokeToken = ({ store, tokens }: Pick<Deps, 'store' | 'tokens'>) =>
  route(endpoints.revokeToken, async (c, { params: { name } }) => {
    requireEverywhere(c.get('token'))
    const revoked = await store.tokens.revoke(name)
    tokens.forgetAll()
    if (!revoked) throw new ProblemError('no-token')
    return c.body(null, 204)
  })
