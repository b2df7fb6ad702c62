import { hostsOf, keptFacts } from '@parley/moderation'
import type { Edited } from '@parley/store'
import type { Deps } from '../context.ts'
import { counted } from '../limits/counted.ts'
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
  const edit = (networkRecent: number) =>
    store.comments.edit({
      siteId,
      commentId,
      body,
      html: render(body),
      hosts: hostsOf(body),
      facts: keptFacts({ networkRecent, ...(plainForm && { plainForm }) }, body),
      windowMs,
    })
  const { kind } = await counted(limits, { siteId, network }, edit, (edited) => edited.kind === 'accepted')
  if (kind === 'accepted') queue.askForModeration({ siteId, commentIds: [commentId], requestId })
  return kind
}
