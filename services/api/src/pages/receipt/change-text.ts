import { hostsOf } from '@parley/moderation'
import type { Context } from 'hono'
import type { Deps, Env } from '../../context.ts'
import { render } from '../../markup.ts'
import { networkOf } from '../../middleware/client-network.ts'
import type { ParsedReceipt } from '../../receipt.ts'

export type EditDeps = Pick<Deps, 'store' | 'queue' | 'limits' | 'config' | 'dailySecret' | 'log'>

/** Stores a comment's new text and asks for moderation, as PATCH on its receipt does; answers what the store said. */
export const changeText = async (
  deps: EditDeps,
  c: Context<Env>,
  { siteId, commentId, body }: ParsedReceipt & { body: string },
): Promise<'accepted' | 'gone' | 'window-over' | 'same' | 'article-closed'> => {
  const edited = await deps.store.comments.edit({
    siteId,
    commentId,
    body,
    html: render(body),
    hosts: hostsOf(body),
    facts: { networkRecent: await deps.limits.countComment(siteId, networkOf(deps, c)), plainForm: true },
    windowMs: c.get('site').rules.editWindowMs,
  })
  if (edited.kind === 'accepted') {
    deps.queue.askForModeration({ siteId, commentIds: [commentId], requestId: c.get('requestId') })
  }
  return edited.kind
}
