import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { findReached } from '../../lookups/reached.ts'
import { banViewOf } from '../../views/moderation.ts'

/** POST /v1/moderation/bans: bans an author, a host or a phrase from a site. 409 when it bans as many phrases as may be. */
export const addBan = ({ store, sites }: Pick<Deps, 'store' | 'sites'>) =>
  route(endpoints.addBan, async (c, { body: { site, until, ...ban } }) => {
    const token = c.get('token')
    if (!(await findReached({ sites }, token, site))) throw new ProblemError('no-site')
    const made = await store.moderation.bans.add({
      siteId: site,
      ...ban,
      until: until === undefined ? undefined : new Date(until),
      by: token.name,
    })
    if (made === 'too-many') throw new ProblemError('too-many-phrases')
    return c.json(banViewOf(site, made), 201)
  })
