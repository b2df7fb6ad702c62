import type { CommentReport } from '@parley/contracts'
import { allowedFrom } from '@parley/moderation'
import type { Deps } from '../context.ts'

/** Takes a reader's flag; from the site's threshold on, each holds the comment if it still stands published, also one that came before.
 *  False when there is nothing to flag. */
export const reportComment = async (
  { store }: Pick<Deps, 'store'>,
  {
    siteId,
    commentId,
    reporter,
    reason,
    note,
  }: CommentReport & { siteId: string; commentId: string; reporter: string },
): Promise<boolean> => {
  const reported = await store.reports.add({ siteId, commentId, reason, note, reporter })
  if (reported.kind !== 'gone' && reported.reached) {
    await store.comments.decide({
      siteId,
      actor: { kind: 'reports' },
      action: 'hold',
      reason: 'reported',
      moves: [{ commentId, version: reported.version, to: 'held', from: allowedFrom('held', 'reports') }],
    })
  }
  return reported.kind !== 'gone'
}
