import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { ban } from '../../verbs/ban.ts'
import { banViewOf } from '../../views/moderation.ts'

/** POST /v1/moderation/bans: bans an author, a host or a phrase from a site. */
export const addBan = (deps: Pick<Deps, 'store' | 'sites'>) =>
  route(endpoints.addBan, async (c, { body }) =>
    c.json(banViewOf(body.site, await ban(deps, c.get('token'), body)), 201),
  )
