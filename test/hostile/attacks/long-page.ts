import { until } from '../../support/until.ts'
import { SITE, type Target } from '../target.ts'

/** A first page of some hundred kilobytes, kept in memory: who reads it slowly costs sockets, not queries. */
export const LONG_PAGE = `/v1/sites/${SITE}/comments?article=long`

/** Publishes a hundred long comments. */
export const publishLongPage = async ({ url, token }: Pick<Target, 'url' | 'token'>): Promise<number> => {
  const json = { 'content-type': 'application/json' }
  const comments: object[] = []
  for (let nth = 0; nth < 100; nth += 1) {
    const body = JSON.stringify({
      article: { key: 'long' },
      body: `Number ${nth}. ${'A long and calm story. '.repeat(160)}`,
    })
    const answer = await fetch(`${url}/v1/sites/${SITE}/comments`, { method: 'POST', headers: json, body })
    const { comment } = (await answer.json()) as { comment: { id: string } }
    comments.push({ site: SITE, id: comment.id, version: 1 })
  }
  const headers = { ...json, authorization: `Bearer ${token}` }
  const body = JSON.stringify({ comments, action: 'approve' })
  await fetch(`${url}/v1/moderation/decisions`, { method: 'POST', headers, body })
  return until('the long page is long', async () => {
    const { length } = await (await fetch(url + LONG_PAGE)).text()
    return length > 100_000 && length
  })
}
