import { setTimeout as pause } from 'node:timers/promises'
import type { Deps } from '../../context.ts'
import { parseReceipt } from '../../receipt.ts'
import type { Yours } from './yours.ts'

const PATIENCE_MS = 700
const LOOK_MS = 70

/** The comment of a receipt, undefined for what is none. */
export const readYours = async (
  { store }: Pick<Deps, 'store'>,
  receipt: string,
): Promise<Exclude<Yours, 'unknown'> | undefined> => {
  const parsed = parseReceipt(receipt)
  const row = parsed && (await store.comments.findByReceipt(parsed.siteId, parsed.commentId, parsed.receiptHash))
  return row && { receipt, row }
}

/** Gives the checks the moment they usually need, so that a page without scripts can say at once what they found. */
export const settled = async (deps: Pick<Deps, 'store'>, receipt: string): Promise<void> => {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    const yours = await readYours(deps, receipt)
    if (yours?.row.versionStatus !== 'pending') return
    await pause(LOOK_MS)
  }
}
