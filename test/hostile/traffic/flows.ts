import { randomUUID } from 'node:crypto'
import { until } from '../../support/until.ts'
import { BYSTANDER, SITE } from '../target.ts'
import type { Exchange, Said, Say } from './conversation.ts'

const COMMENTS = `/v1/sites/${SITE}/comments`
type Named = { id: string }

const own = (said: Said, token: string): Said => ({ ...said, token })

const submit = async (
  say: Say,
  article: string,
  body = 'A calm remark about the evening ferry.',
  more: object = {},
) => {
  const { json } = await say(`POST ${COMMENTS}`, { body: { article: { key: article }, body, ...more } })
  return { id: (json['comment'] as Named).id, receipt: String(json['receipt']) }
}

/** A comment's whole life: sent, repeated, decided, shown, counted, reported, edited, appealed, undone and deleted. */
export const comments = async (say: Say, token: string): Promise<void> => {
  const article = `story-${randomUUID()}`
  const headers = { 'idempotency-key': randomUUID() }
  const first = { body: { article: { key: article }, body: 'A calm remark.', author: { name: 'Ada' } }, headers }
  await say(`POST ${COMMENTS}`, first)
  await say(`POST ${COMMENTS}`, first)
  await say(`POST ${COMMENTS}`, { ...first, body: { ...first.body, body: 'Another one.' } })
  const { id, receipt } = await submit(say, article, 'See *this*: https://a.example')
  const decide = (action: string, version = 1) =>
    say('POST /v1/moderation/decisions', own(order(id, version, action), token))
  const mistaken = await decide('approve')
  const undo = (made: Exchange) =>
    say(`POST /v1/moderation/decisions/${(made.json['decisions'] as Named[])[0]?.id}/undo`, { token })
  await undo(mistaken)
  await undo(mistaken)
  const decided = await decide('approve')
  const read = () => say(`GET ${COMMENTS}?article=${article}&limit=1`)
  const { json: page } = await read()
  if (page['next']) await say(`GET ${COMMENTS}?article=${article}&after=${String(page['next'])}`)
  await submit(say, article, 'A reply.', { parentId: id })
  await say(`POST ${COMMENTS}/${id}/reports`, { body: { reason: 'abuse', note: 'Rude.' } })
  await say(`GET /v1/receipts/${receipt}`)
  await say(`PATCH /v1/receipts/${receipt}`, { body: { body: 'A second text.' } })
  await say(`PATCH /v1/receipts/${receipt}`, { body: { body: 'A second text.' } })
  await undo(decided) // superseded by the edit
  await decide('reject', 2)
  await say(`POST /v1/receipts/${receipt}/appeal`, { body: { text: 'It was the timetable.' } })
  await say(`POST /v1/receipts/${receipt}/appeal`, { body: { text: 'Again.' } })
  await say('GET /v1/moderation/comments?appeal=open', { token })
  await say(`GET /v1/moderation/comments/${SITE}/${id}`, { token })
  await say(`DELETE /v1/receipts/${receipt}`)
  await say(`GET /v1/receipts/${receipt}`)
  await say(`PATCH /v1/receipts/${receipt}`, { body: { body: 'A third text.' } })
  await read()
}

const order = (id: string, version: number, action: string) => ({
  body: { comments: [{ site: SITE, id, version }], action, ...(action === 'reject' && { reason: 'spam' }) },
})

/** The numbers, singly, in bulk, by revision and unchanged; feeds, sets and the challenge beside them. */
export const counts = async (say: Say): Promise<void> => {
  const at = `/v1/sites/${SITE}`
  const { headers } = await say(`GET ${at}/counts?article=a`)
  await say(`GET ${at}/counts?article=a`, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
  await say(`GET ${at}/counts?article=a&article=b`)
  await say(`GET ${at}/counts?since=0`)
  await say(`GET ${at}/counts?since=999999`)
  await say(`GET ${at}/sets?article=a`)
  await say(`POST ${at}/counts`, { body: { articles: Array.from({ length: 1_000 }, (_, nth) => `story-${nth}`) } })
  await say(`GET ${at}/feed`)
  await say(`GET ${at}/feed?format=rss`)
  await say(`GET ${at}/challenge`)
  const form = 'article=story&name=Ada&body=A+calm+remark.&returnTo=/story'
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  await say(`POST ${COMMENTS}/form`, { text: form, headers: type })
  await say('GET /openapi.json')
  await say('GET /healthz')
  await say('GET /readyz')
  await say('GET /metrics')
}

/** What moderators see and do. */
export const moderation = async (say: Say, token: string): Promise<void> => {
  const article = `wave-${randomUUID()}`
  const texts = Array.from({ length: 4 }, (_, nth) => `Cheap watches and rings, number ${nth}, at http://a.example now`)
  for (const text of texts) await submit(say, article, text)
  const one = await until('a wave is seen', async () => (await waves(say, token))[0])
  await say(`GET /v1/moderation/waves/${one.site}/${one.id}`, { token })
  await say(
    `POST /v1/moderation/waves/${one.site}/${one.id}/decisions`,
    own({ body: { action: 'reject', reason: 'spam' } }, token),
  )
  for (const status of ['pending', 'held', 'published', 'rejected', 'removed', 'deleted'])
    await say(`GET /v1/moderation/comments?status=${status}&site=${SITE}&limit=5`, { token })
  await say(`GET /v1/moderation/comments?q=watches&host=a.example&article=${article}`, { token })
  await say('GET /v1/moderation/decisions?limit=5', { token })
  await say(`GET /v1/moderation/reports?site=${SITE}`, { token })
  await say(`GET /v1/moderation/audits?site=${SITE}`, { token })
  const ban = { site: SITE, kind: 'host', value: 'spam.example', note: 'A farm.' }
  const { json } = await say('POST /v1/moderation/bans', { token, body: ban })
  await say(`GET /v1/moderation/bans?site=${SITE}`, { token })
  await say(`DELETE /v1/moderation/bans/${SITE}/${String(json['id'])}`, { token })
}

const waves = async (say: Say, token: string) =>
  ((await say(`GET /v1/moderation/waves?site=${SITE}`, { token })).json['waves'] ?? []) as (Named & { site: string })[]

/** What owners and admins do. */
export const owners = async (say: Say, token: string): Promise<void> => {
  const [key, into, id] = [randomUUID(), randomUUID(), `site-${randomUUID().slice(0, 8)}`]
  const at = `/v1/sites/${SITE}/articles`
  await say(`PUT ${at}/${key}`, { token, body: { title: 'News', closed: true, aliases: [`${key}-alias`] } })
  await say(`POST ${COMMENTS}`, { body: { article: { key }, body: 'Late.' } })
  await say(`PUT ${at}/${into}`, { token, body: { set: { name: 'news', lang: 'be' }, mode: 'pre' } })
  await say(`PATCH ${at}/${into}`, { token, body: { aliases: [key] } })
  await say(`PATCH ${at}/${key}`, { token, body: { mergeInto: into } })
  await say('POST /v1/sites', { token, body: { id, name: 'New', hosts: [`${id}.example`], rules: { maxLinks: 5 } } })
  await say('POST /v1/sites', { token, body: { id, name: 'New', hosts: [`${id}.example`] } })
  await say(`GET /v1/sites/${id}`, { token })
  await say(`PATCH /v1/sites/${id}`, { token, body: { mode: 'pre' } })
  await say('GET /v1/sites', { token })
  const { json: rules } = await say(`GET /v1/sites/${id}/rules`, { token })
  await say(`PUT /v1/sites/${id}/rules`, { token, body: rules })
  await say(`GET /v1/sites/${id}/sign-in-keys`, { token })
  await say(`GET /v1/sites/${id}/model`, { token })
  await say(`POST /v1/sites/${id}/model/freeze`, { token })
  await say(`POST /v1/sites/${id}/model/thaw`, { token })
  await say('POST /v1/tokens', { token, body: { name: `t-${id}`, role: 'reader', sites: [id] } })
  await say('GET /v1/tokens', { token })
  const analyzed = { comment: { text: 'You stupid idiot' }, languages: ['en'], requestedAttributes: { TOXICITY: {} } }
  await say(`POST /v1alpha1/comments:analyze?key=${token}`, { body: analyzed })
  await say('POST /v1alpha1/comments:analyze?key=nobody', { body: analyzed })
  await say(`DELETE /v1/tokens/t-${id}`, { token })
}

/** Requests that must be refused, and the problems that say so. */
export const refusals = async (say: Say, token: string): Promise<Exchange[]> => {
  const draft = { article: { key: 'welcome' }, body: 'A calm remark.' }
  const nobody = randomUUID()
  const wrong = true as const
  const post = (said: Said) => say(`POST ${COMMENTS}`, { ...said, wrong })
  return [
    await post({ body: { ...draft, body: '' } }),
    await post({ body: { ...draft, body: 'x'.repeat(4_001) } }),
    await post({ body: { ...draft, role: 'admin' } }),
    await post({ body: { ...draft, parentId: '1' } }),
    await post({ text: JSON.stringify(draft), headers: { 'content-type': 'text/plain' } }),
    await post({ body: { ...draft, body: 'x'.repeat(40_000) } }),
    await post({ body: draft, headers: { 'idempotency-key': 'short' } }),
    await say(`POST ${COMMENTS}`, { body: draft, headers: { origin: 'https://evil.example' } }),
    await say(`POST ${COMMENTS}`, { body: { ...draft, parentId: nobody } }),
    await say(`POST /v1/sites/nowhere/comments`, { body: draft }),
    await say(`GET ${COMMENTS}?article=welcome&limit=1000`, { wrong }),
    await say(`GET ${COMMENTS}?article=welcome&sort=best`, { wrong }),
    await say(`GET ${COMMENTS}?article=welcome&after=forged`),
    await say(`GET ${COMMENTS}`, { wrong }),
    await say(`POST /v1/sites/${SITE}/counts`, { body: { articles: [] }, wrong }),
    await say(`GET /v1/receipts/${BYSTANDER}.${nobody}.${'A'.repeat(22)}`),
    await say('GET /v1/moderation/comments', { wrong }),
    await say('GET /v1/moderation/comments', { token: 'not-a-token-of-anybody' }),
    await say('POST /v1/moderation/decisions', { token, body: { comments: [], action: 'approve' }, wrong }),
    await say(`GET /v1/moderation/comments/${SITE}/${nobody}`, { token }),
    await say(`POST /v1/moderation/decisions/${nobody}/undo`, { token }),
    await say('POST /v1/tokens', { token, body: { name: 'A B', role: 'god' }, wrong }),
  ]
}
