import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { refuseOpaque } from '../../middleware/origin.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'
import { receiptViewOf } from '../../views/comment.ts'

/** POST /v1/receipts/{receipt}/appeal: an author asks once for another look; a moderator's next decision answers. */
export const appealComment = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.appealComment, async (c, { params: { receipt }, body: { text } }) => {
    refuseOpaque(c)
    const { parsed } = await heldReceipt({ store }, receipt)
    const { siteId, commentId } = parsed
    const answer = await store.appeals.add({ siteId, commentId, text })
    if (answer === 'gone') throw new ProblemError('comment-deleted')
    if (answer === 'already') throw new ProblemError('appeal-exists')
    if (answer === 'nothing') throw new ProblemError('nothing-to-appeal')
    return c.json(receiptViewOf((await heldReceipt({ store }, receipt)).found), 202)
  })
