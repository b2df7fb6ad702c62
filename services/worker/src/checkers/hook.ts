import { createHmac } from 'node:crypto'
import type { Rules } from '@parley/contracts'
import type { Signal } from '@parley/moderation'
import type { PendingComment } from '@parley/store'
import { z } from 'zod'
import { askOutside, CheckerFailure, type Reach } from './ask-outside.ts'

type Hook = NonNullable<Rules['outside']['hook']>

const answer = z.object({
  actions: z
    .array(
      z.object({ actionType: z.literal('FLAG'), reason: z.enum(['COMMENT_DETECTED_TOXIC', 'COMMENT_DETECTED_SPAM']) }),
    )
    .optional(),
  status: z.enum(['NONE', 'APPROVED', 'REJECTED', 'PREMOD', 'SYSTEM_WITHHELD']).optional(),
})

/** A comment in the shape of Coral's external moderation phases. No address, no user agent, no name: an author is the hash that
 *  stands for their token on this site, or nobody. */
export const hookRequest = ({ siteId, ...comment }: PendingComment): object => ({
  action: comment.version > 1 ? 'EDIT' : 'NEW',
  comment: { body: comment.body, parentID: comment.parentId ?? null },
  author: { id: comment.authorKey ?? '', role: comment.facts['staff'] === true ? 'STAFF' : 'COMMENTER' },
  story: { id: comment.articleKey, url: comment.articleUrl ?? '' },
  site: { id: siteId },
  tenantID: siteId,
  tenantDomain: comment.siteHosts[0] ?? '',
})

/** The header that proves a request: one signature a secret, so that a receiver that knows the old or the new one believes it. */
export const signatureOf = (body: string, secrets: readonly string[]): string =>
  secrets.map((secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`).join(',')

/** Asks a site's own hook about a comment. What it answers can hold or, where the rules let it, reject; nothing it says publishes. */
export const askHook = async (
  { url, secrets, mayReject }: Hook,
  comment: PendingComment,
  reach: Reach,
): Promise<Signal[]> => {
  const body = JSON.stringify(hookRequest(comment), null, 2)
  const headers = { 'Content-Type': 'application/json', 'X-Coral-Signature': signatureOf(body, secrets) }
  const { status, text } = await askOutside(url, { headers, body }, reach)
  if (status === 204 || (status === 200 && text.trim() === '')) return []
  if (status !== 200) throw new CheckerFailure(`status ${status}`)
  const read = answer.safeParse(parse(text))
  if (!read.success) throw new CheckerFailure('answer of another shape')
  return signalsOf(read.data, mayReject)
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const signalsOf = ({ status, actions = [] }: z.infer<typeof answer>, mayReject: boolean): Signal[] => {
  const flags = new Set(actions.map(({ reason }) => reason))
  const spam = flags.has('COMMENT_DETECTED_SPAM')
  const toxic = flags.has('COMMENT_DETECTED_TOXIC')
  const reason = toxic && !spam ? 'abuse' : spam ? 'spam' : 'other'
  const says = (what: string) => `The site’s own hook ${what}.`
  return [
    ...(status === 'REJECTED'
      ? [{ code: 'outside.rejected', wants: mayReject ? 'reject' : 'hold', reason, says: says('rejects it') } as const]
      : []),
    ...(status === 'PREMOD' || status === 'SYSTEM_WITHHELD'
      ? [{ code: 'outside.withheld', wants: 'hold', reason, says: says('wants a moderator to look') } as const]
      : []),
    ...(spam ? [{ code: 'outside.flagged', spam: 2, reason: 'spam', says: says('takes it for spam') } as const] : []),
    ...(toxic
      ? [{ code: 'outside.flagged', abuse: 2, reason: 'abuse', says: says('takes it for toxic') } as const]
      : []),
  ]
}
