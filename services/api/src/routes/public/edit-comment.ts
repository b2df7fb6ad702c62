import { ProblemError, endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { refuseOpaque } from '../../middleware/origin.ts'
import { editComment as edit } from '../../verbs/edit-comment.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'
import { receiptViewOf } from '../../views/comment.ts'

/** PATCH /v1/receipts/{receipt}: a new text, which asks for moderation; sending the text it has changes nothing. */
export const editComment = ({ store, queue, limits }: Pick<Deps, 'store' | 'queue' | 'limits'>) =>
  route(endpoints.editComment, async (c, { params: { receipt }, body: { body } }) => {
    refuseOpaque(c)
    const { parsed, found } = await heldReceipt({ store }, receipt)
    if (found.status === 'deleted') throw new ProblemError('comment-deleted')
    const { siteId, commentId } = parsed
    const windowMs = c.get('site').rules.editWindowMs
    const sent = { siteId, commentId, body, windowMs, network: c.get('network'), requestId: c.get('requestId') }
    const edited = await edit({ store, queue, limits }, sent)
    if (edited === 'same') return c.json(receiptViewOf(found))
    if (edited === 'gone') throw new ProblemError('comment-deleted')
    if (edited === 'window-over') throw new ProblemError('edit-window-over')
    if (edited === 'article-closed') throw new ProblemError('article-closed')
    return c.json(receiptViewOf((await heldReceipt({ store }, receipt)).found), 202)
  })
