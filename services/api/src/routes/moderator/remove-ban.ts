import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { liftBan } from '../../verbs/lift-ban.ts'

/** DELETE /v1/moderation/bans/{site}/{ban}: lifts a ban. */
export const removeBan = (deps: Pick<Deps, 'store'>) =>
  route(endpoints.removeBan, async (c, { params: { site, ban: id } }) => {
    await liftBan(deps, c.get('token'), { site, id })
    return c.body(null, 204)
  })
