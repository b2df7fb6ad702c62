import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { findReached } from '../../lookups/reached.ts'
import { banViewOf } from '../../views/moderation.ts'

/** GET /v1/moderation/bans: the bans of one site. */
export const listBans = ({ store, sites }: Pick<Deps, 'store' | 'sites'>) =>
  route(endpoints.listBans, async (c, { query: { site } }) => {
    if (!(await findReached({ sites }, c.get('token'), site))) throw new ProblemError('no-site')
    return c.json({ bans: (await store.moderation.bans.list(site)).map((ban) => banViewOf(site, ban)) })
  })
