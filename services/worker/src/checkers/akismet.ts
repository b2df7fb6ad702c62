import type { Rules } from '@parley/contracts'
import type { Signal } from '@parley/moderation'
import type { PendingComment } from '@parley/store'
import { askOutside, CheckerFailure, type Reach } from './ask-outside.ts'

type Akismet = NonNullable<Rules['outside']['akismet']>

/** Where Akismet answers. */
export const AKISMET_URL = 'https://rest.akismet.com/1.1/comment-check'

/** Akismet wants an address with every comment. This one is reserved for documentation and belongs to nobody (RFC 5737). */
const NOBODYS_ADDRESS = '192.0.2.1'

/** What Akismet is sent of a comment: its text and its article; no address, user agent, e-mail or name. */
export const akismetRequest = ({ key, blog }: Akismet, comment: PendingComment): URLSearchParams =>
  new URLSearchParams({
    api_key: key,
    blog,
    user_ip: NOBODYS_ADDRESS,
    comment_type: comment.parentId === undefined ? 'comment' : 'reply',
    comment_content: comment.body,
    comment_date_gmt: comment.createdAt.toISOString(),
    ...(comment.articleUrl !== undefined && { permalink: comment.articleUrl }),
  })

/** Asks Akismet about a comment. It can only hold. */
export const askAkismet = async (
  settings: Akismet,
  comment: PendingComment,
  reach: Reach,
  url = AKISMET_URL,
): Promise<Signal[]> => {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'Parley/1.0' }
  const body = akismetRequest(settings, comment).toString()
  const { status, text } = await askOutside(url, { headers, body }, reach)
  const said = text.trim()
  if (status === 200 && said === 'false') return []
  if (status !== 200 || said !== 'true')
    throw new CheckerFailure(status === 200 ? 'answer of another shape' : `status ${status}`)
  return [{ code: 'outside.spam', spam: 3, wants: 'hold', reason: 'spam', says: 'Akismet takes it for spam.' }]
}
