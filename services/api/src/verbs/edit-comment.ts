import { hostsOf, keptFacts } from '@parley/moderation'
import type { Edited } from '@parley/store'
import type { Deps } from '../context.ts'
import type { Caller } from '../limits/daily-secret.ts'
import { render } from '../markup.ts'

/** An author's new text, and what was noticed while its sender was still known. */
export type EditToSubmit = {
  siteId: string
  commentId: string
  body: string
  windowMs: number
  network: Caller
  /** It came from a form without JavaScript. */
  plainForm?: boolean
  requestId: string
}

/** Stores a comment's new text and asks for moderation; answers what the store said. */
export const editComment = async (
  { store, queue, limits }: Pick<Deps, 'store' | 'queue' | 'limits'>,
  { siteId, commentId, body, windowMs, network, plainForm = false, requestId }: EditToSubmit,
): Promise<Edited['kind']> => {
  const networkRecent = await limits.countComment(siteId, network)
  const uncount = () => limits.uncountComment(siteId, network)
  const { kind } = await store.comments
    .edit({
      siteId,
      commentId,
      body,
      html: render(body),
      hosts: hostsOf(body),
      facts: keptFacts({ networkRecent, ...(plainForm && { plainForm }) }, body),
      windowMs,
    })
    .catch(async (fault: unknown) => {
      await uncount()
      throw fault
    })
  if (kind === 'accepted') queue.askForModeration({ siteId, commentIds: [commentId], requestId })
  else await uncount()
  return kind
}
