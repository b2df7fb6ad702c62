import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { decideWave as decide } from '../../verbs/decide-wave.ts'

/** POST /v1/moderation/waves/{site}/{wave}/decisions: a moderator's action on all near-copies at once. */
export const decideWave = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.decideWave, async (c, { params, body }) =>
    c.json(await decide({ store }, c.get('token'), { ...params, ...body })),
  )
