import { ProblemError, endpoints } from '@parley/contracts'
import { hostsOf } from '@parley/moderation'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { render } from '../../markup.ts'
import { refuseOpaque } from '../../middleware/origin.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'
import { receiptViewOf } from '../../views/comment.ts'

/** PATCH /v1/receipts/{receipt}: a new text, which asks for moderation; sending the text it has changes nothing. */
export const editComment = ({ store, queue, limits }: Pick<Deps, 'store' | 'queue' | 'limits'>) =>
  route(endpoints.editComment, async (c, { params: { receipt }, body: { body } }) => {
    refuseOpaque(c)
    const { parsed, found } = await heldReceipt({ store }, receipt)
    if (found.status === 'deleted') throw new ProblemError('comment-deleted')
    const { siteId, commentId } = parsed
    const edited = await store.comments.edit({
      siteId,
      commentId,
      body,
      html: render(body),
      hosts: hostsOf(body),
      facts: { networkRecent: await limits.countComment(siteId, c.get('network')) },
      windowMs: c.get('site').rules.editWindowMs,
    })
    if (edited.kind === 'same') return c.json(receiptViewOf(found))
    if (edited.kind === 'gone') throw new ProblemError('comment-deleted')
    if (edited.kind === 'window-over') throw new ProblemError('edit-window-over')
    if (edited.kind === 'article-closed') throw new ProblemError('article-closed')

    queue.askForModeration({ siteId, commentIds: [commentId], requestId: c.get('requestId') })
    return c.json(receiptViewOf((await heldReceipt({ store }, receipt)).found), 202)
  })
