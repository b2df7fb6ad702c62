import { endpoints } from '@parley/contracts'
import type { Deps } from '../../context.ts'
import { route } from '../../http/route.ts'
import { heldReceipt } from '../../verbs/held-receipt.ts'
import { receiptViewOf } from '../../views/comment.ts'

/** GET /v1/receipts/{receipt}: tells an author what became of a comment. */
export const readReceipt = ({ store }: Pick<Deps, 'store'>) =>
  route(endpoints.readReceipt, async (c, { params: { receipt } }) =>
    c.json(receiptViewOf((await heldReceipt({ store }, receipt)).found)),
  )
