import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshApi, published, submitted, type Api } from './api-client.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const article = () => `story-${randomUUID()}`
const list = async (key: string, query = '') =>
  (await api.ask(`GET /v1/sites/paper/comments?article=${key}${query}`)).json
const decide = (action: string, comments: { id: string; version?: number; site?: string }[], more: object = {}) =>
  api.ask('POST /v1/moderation/decisions', {
    token: 'moderator',
    body: { comments: comments.map(({ id, version = 1, site = 'paper' }) => ({ site, id, version })), action, ...more },
  })

test('a comment goes in, is approved, is shown and counted, is undone and is gone', async () => {
  const key = article()
  const { id, receipt } = await submitted(api, { article: key, body: 'See *this*: https://a.example' })
  expect(await list(key)).toMatchObject({ comments: [], publishedCount: 0 })
  expect((await api.ask(`GET /v1/receipts/${receipt}`)).json).toMatchObject({ comment: { status: 'pending' } })

  const { json } = await decide('approve', [{ id }])
  const [made] = json['decisions'] as { id: string }[]
  const shown = await list(key)
  expect(shown).toMatchObject({ publishedCount: 1, comments: [{ id, status: 'published' }] })
  expect(JSON.stringify(shown)).toContain('nofollow')
  expect((await api.ask(`GET /v1/receipts/${receipt}`)).json).toMatchObject({ comment: { status: 'published' } })

  const undone = await api.ask(`POST /v1/moderation/decisions/${made?.id}/undo`, { token: 'moderator' })
  expect(undone.json).toMatchObject({ comments: [{ id, answer: 'undone' }] })
  expect(await list(key)).toMatchObject({ comments: [], publishedCount: 0 })
  expect(await api.ask(`POST /v1/moderation/decisions/${made?.id}/undo`, { token: 'moderator' })).toMatchObject({
    code: 'already-undone',
  })
})

test('twenty calls with one key store one comment and answer one receipt; another body is refused', async () => {
  const key = article()
  const headers = { 'idempotency-key': randomUUID() }
  const call = (body = 'Once.') =>
    api.ask('POST /v1/sites/paper/comments', { body: { article: { key }, body }, headers })
  const answers = await Promise.all(Array.from({ length: 20 }, () => call()))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(await call('Twice.')).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
  const queue = await api.ask(`GET /v1/moderation/comments?status=pending&article=${key}`, { token: 'reader' })
  expect(queue.json['comments']).toHaveLength(1)
  const receipt = String(answers[0]?.json['receipt'])
  expect((await api.ask(`GET /v1/receipts/${receipt}`)).status).toBe(200)
})

test('replies hang under visible parents only', async () => {
  const key = article()
  const parent = await submitted(api, { article: key })
  const reply = (parentId: string) =>
    api.ask('POST /v1/sites/paper/comments', { body: { article: { key }, body: 'A reply.', parentId } })
  expect(await reply(parent.id)).toMatchObject({ status: 409, code: 'parent-not-visible' })
  expect(await reply(randomUUID())).toMatchObject({ status: 409, code: 'parent-not-visible' })
  await decide('approve', [parent])
  const { status, json } = await reply(parent.id)
  expect(status).toBe(202)
  const { comment, receipt } = json as { comment: { id: string }; receipt: string }
  await decide('approve', [comment])
  const told = async () => (await api.ask(`GET /v1/receipts/${receipt}`)).json['comment']
  expect(await told()).not.toHaveProperty('hidden')
  await decide('remove', [parent], { reason: 'abuse' })
  expect(await told()).toMatchObject({ status: 'published', hidden: true })
})

test('an author edits, the old text stays until the new one is decided, and deletes for good', async () => {
  const key = article()
  const { id, receipt } = await published(api, { article: key, body: 'First text.' })
  const edit = await api.ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'Second text.' } })
  expect(edit).toMatchObject({
    status: 202,
    json: { comment: { version: 2, versionStatus: 'pending', status: 'published' } },
  })
  expect(JSON.stringify(await list(key))).toContain('First text.')
  expect((await api.ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'Second text.' } })).status).toBe(200)
  expect((await decide('approve', [{ id }])).json).toMatchObject({ comments: [{ answer: 'changed' }] })
  await decide('approve', [{ id, version: 2 }])
  expect(await list(key)).toMatchObject({ comments: [{ version: 2, edited: true }] })

  expect((await api.ask(`DELETE /v1/receipts/${receipt}`)).status).toBe(204)
  expect((await api.ask(`DELETE /v1/receipts/${receipt}`)).status).toBe(204)
  expect(await list(key)).toMatchObject({ comments: [], publishedCount: 0 })
  expect((await api.ask(`GET /v1/receipts/${receipt}`)).text).not.toContain('text.')
  expect(await api.ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'Third.' } })).toMatchObject({
    code: 'comment-deleted',
  })
  const file = await api.ask(`GET /v1/moderation/comments/paper/${id}`, { token: 'reader' })
  expect(file.text).not.toContain(' text.')
})

test('a page of 30 comments is walked by its cursors without gaps or doubles while more come in', async () => {
  const key = article()
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, number) => submitted(api, { article: key, body: `Number ${number}.` })),
  )
  await decide('approve', made)
  const seen: string[] = []
  let after = ''
  do {
    const page = await list(key, `&sort=old&limit=7${after}`)
    seen.push(...(page['comments'] as { id: string }[]).map(({ id }) => id))
    after = page['next'] === undefined ? '' : `&after=${encodeURIComponent(String(page['next']))}`
    await published(api, { article: key, body: `Between, after ${seen.length}.` })
  } while (after !== '' && seen.length < 60)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(made.map(({ id }) => id)))
  expect(seen).toEqual(seen.toSorted())
})

test('three readers’ flags hold a comment, unless a moderator approved it', async () => {
  const key = article()
  const flagged = await submitted(api, { article: key })
  await api.store.comments.decide({
    siteId: 'paper',
    actor: { kind: 'checks' },
    action: 'judge',
    moves: [{ commentId: flagged.id, version: 1, to: 'published', from: ['pending'] }],
  })
  const approved = await published(api, { article: key })
  for (const { id } of [flagged, approved]) {
    for (const reporter of ['one', 'two'])
      await api.store.reports.add({ siteId: 'paper', commentId: id, reason: 'abuse', reporter })
    const flag = () => api.ask(`POST /v1/sites/paper/comments/${id}/reports`, { body: { reason: 'abuse' } })
    expect((await flag()).status).toBe(202)
    expect([202, 404]).toContain((await flag()).status)
  }
  expect(await list(key)).toMatchObject({ publishedCount: 1, comments: [{ id: approved.id }] })
  const file = await api.ask(`GET /v1/moderation/comments/paper/${flagged.id}`, { token: 'reader' })
  expect(file.json).toMatchObject({ comment: { status: 'held' } })
  expect(file.text).toContain('"kind":"reports"')
  const reports = await api.ask('GET /v1/moderation/reports?site=paper', { token: 'reader' })
  expect(reports.json['reports']).toHaveLength(6)
})

test('500 comments are decided at once, and the log tells who did it', async () => {
  const key = article()
  const site = 'other' // whoever was rejected so often on a site is asked to work for the next comment there
  const made: { id: string; site: string }[] = []
  while (made.length < 500) {
    // More at once would be turned away where the machine is slow.
    const some = Array.from({ length: 50 }, (_, number) =>
      submitted(api, { site, article: key, body: `Spam ${made.length + number}` }),
    )
    made.push(...(await Promise.all(some)).map(({ id }) => ({ id, site })))
  }
  const { json } = await decide('reject', made, { reason: 'spam', note: 'A wave.' })
  const answers = json['comments'] as { answer: string }[]
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['decided']))
  const [newest] = (await api.ask('GET /v1/moderation/decisions', { token: 'reader' })).json['decisions'] as object[]
  expect(newest).toMatchObject({ actor: { kind: 'moderator', name: 'moderator' }, action: 'reject', note: 'A wave.' })
  expect((newest as { comments: object[] }).comments).toHaveLength(500)
})

test('an owner names, closes, reopens and merges articles', async () => {
  const [from, into] = [article(), article()]
  await published(api, { article: from })
  await published(api, { article: into })
  const put = await api.ask(`PUT /v1/sites/paper/articles/${from}`, {
    token: 'moderator',
    body: { title: 'News', closed: true },
  })
  expect(put.json).toMatchObject({ title: 'News', publishedCount: 1, closedAt: expect.any(String) })
  const draft = { body: { article: { key: from }, body: 'Late.' } }
  expect(await api.ask('POST /v1/sites/paper/comments', draft)).toMatchObject({ status: 409, code: 'article-closed' })
  const patch = (body: object) => api.ask(`PATCH /v1/sites/paper/articles/${from}`, { token: 'moderator', body })
  expect((await patch({ closed: false, aliases: [`${from}-alias`] })).json['closedAt']).toBeUndefined()
  expect(await patch({ aliases: [into] })).toMatchObject({ code: 'alias-taken' })
  expect((await patch({ mergeInto: into })).json).toMatchObject({ key: into, publishedCount: 2 })
  for (const key of [from, `${from}-alias`, into]) expect(await list(key)).toMatchObject({ publishedCount: 2 })
})

test('bans come and go', async () => {
  const body = { site: 'paper', kind: 'host', value: 'spam.example', note: 'A farm.' }
  const { json } = await api.ask('POST /v1/moderation/bans', { token: 'moderator', body })
  expect((await api.ask('GET /v1/moderation/bans?site=paper', { token: 'reader' })).json['bans']).toEqual([json])
  expect((await api.ask(`DELETE /v1/moderation/bans/paper/${json['id']}`, { token: 'moderator' })).status).toBe(204)
  expect((await api.ask('GET /v1/moderation/bans?site=paper', { token: 'reader' })).json['bans']).toEqual([])
})

test('sites, rules and tokens are managed, and a made token works until it is revoked', async () => {
  const id = `site-${randomUUID().slice(0, 8)}`
  const draft = { id, name: 'New', hosts: [`${id}.example`], rules: { maxLinks: 5 } }
  expect((await api.ask('POST /v1/sites', { token: 'admin', body: draft })).json).toMatchObject({
    id,
    rules: { maxLinks: 5 },
  })
  expect(await api.ask('POST /v1/sites', { token: 'admin', body: draft })).toMatchObject({ code: 'site-exists' })
  const patched = await api.ask(`PATCH /v1/sites/${id}`, { token: 'admin', body: { mode: 'pre' } })
  expect(patched.json).toMatchObject({ mode: 'pre', rules: { maxLinks: 5 } })
  expect((await api.ask(`PUT /v1/sites/${id}/rules`, { token: 'admin', body: {} })).json).toMatchObject({ maxLinks: 2 })

  const made = await api.ask('POST /v1/tokens', {
    token: 'admin',
    body: { name: `t-${id}`, role: 'reader', sites: [id] },
  })
  const authorization = `Bearer ${made.json['token']}`
  const look = () => api.ask('GET /v1/moderation/comments', { headers: { authorization } })
  expect((await look()).status).toBe(200)
  expect((await api.ask(`DELETE /v1/tokens/t-${id}`, { token: 'admin' })).status).toBe(204)
  expect(await look()).toMatchObject({ status: 401 })
  expect(JSON.stringify((await api.ask('GET /v1/tokens', { token: 'admin' })).json)).not.toContain('a-token-that')
})
