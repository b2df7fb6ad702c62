import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { refuseOpaque } from '../../middleware/origin.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'

/** DELETE /v1/receipts/{receipt}: erases a comment; doing it twice is no different. */
export const deleteComment = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.deleteComment, async (c, { params: { receipt } }) => {
    refuseOpaque(c)
    const { parsed } = await heldReceipt({ store }, receipt)
    await store.comments.delete(parsed)
    return c.body(null, 204)
  })
