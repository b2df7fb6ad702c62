import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { decideComments as decide } from '../../verbs/decide-comments.ts'

/** POST /v1/moderation/decisions: a moderator's action on up to 500 comments. */
export const decideComments = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.decideComments, async (c, { body }) => c.json(await decide({ store }, c.get('token'), body)))
