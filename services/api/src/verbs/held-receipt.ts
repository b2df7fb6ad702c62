import { ProblemError } from '@parley/contracts'
import type { ReceiptView } from '@parley/store'
import type { Deps } from '../context.ts'
import { parseReceipt, type ParsedReceipt } from '../receipt.ts'

/** The comment that a receipt is for, or the problem. A wrong secret is answered like an id that is not there. */
export const heldReceipt = async (
  { store }: Pick<Deps, 'store'>,
  receipt: string,
): Promise<{ parsed: ParsedReceipt; found: ReceiptView }> => {
  const parsed = parseReceipt(receipt)
  const found = parsed && (await store.comments.findByReceipt(parsed.siteId, parsed.commentId, parsed.receiptHash))
  if (!found) throw new ProblemError('no-receipt')
  return { parsed, found }
}
