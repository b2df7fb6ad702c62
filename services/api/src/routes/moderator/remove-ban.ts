import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'

/** DELETE /v1/moderation/bans/{site}/{ban}: lifts a ban. */
export const removeBan = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.removeBan, async (c, { params: { site, ban } }) => {
    if (!(await store.moderation.bans.remove(site, ban))) throw new ProblemError('no-ban')
    return c.body(null, 204)
  })
