import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { commentFileOf } from '../../views/moderation.ts'

/** GET /v1/moderation/comments/{site}/{comment}: everything about one comment. */
export const showComment = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.showComment, async (c, { params: { site, comment } }) => {
    const file = await store.moderation.show(site, comment)
    if (!file) throw new ProblemError('no-comment')
    return c.json(commentFileOf(file))
  })
