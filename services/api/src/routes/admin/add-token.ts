import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { requireEverywhere } from '../../lookups/reached.ts'
import { hashOfToken } from '../../lookups/tokens.ts'
import { route } from '../../http/route.ts'
import { tokenViewOf } from '../../views/owner.ts'

/** POST /v1/tokens: makes a token, whose secret is in this answer and nowhere else. */
export const addToken = ({ store, sites, clock }: Pick<Deps, 'store' | 'sites' | 'clock'>) =>
  route(endpoints.addToken, async (c, { body: { name, role, sites: limit } }) => {
    requireEverywhere(c.get('token'))
    for (const siteId of limit ?? []) if (!(await sites.find(siteId))) throw new ProblemError('no-site')
    const secret = `parley_${clock.bytes(32).toString('base64url')}`
    const added = await store.tokens.add({ name, hash: hashOfToken(secret), role, sites: limit })
    if (added === 'exists') throw new ProblemError('token-exists')
    return c.json(
      { ...tokenViewOf({ name, role, ...(limit && { sites: limit }), createdAt: clock.now() }), token: secret },
      201,
    )
  })
