import { endpoints, type EndpointName } from '@parley/contracts'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshApi, published, submitted, type Answered, type Api, type Asked } from './api-client.ts'

/** What belongs to `paper` and nobody of `other` may learn or touch. */
type Rows = {
  id: string
  pending: string
  receipt: string
  decision: string
  ban: string
  cursor: string
  queue: string
}

/** A try by somebody of `other`. `is`: how it is refused, or `harmless` where it may succeed on the other's own rows. */
type Try = { line: string; is: string } & Asked

const SECRET = 'PLANTED'
const KEY = `${SECRET}-article`
/** An article that `other` has none of the same key as. */
const ONLY = `${SECRET}-only`
let api: Api
let rows: Rows
let database: Client

beforeAll(async () => {
  api = await freshApi()
  database = new Client({ connectionString: api.databaseUrl })
  await database.connect()
  const { id, receipt, decision } = await published(api, { article: KEY, body: `${SECRET} text one` })
  await published(api, { article: KEY, body: `${SECRET} text two` })
  const { id: pending } = await submitted(api, { article: KEY, body: `${SECRET} text three` })
  await submitted(api, { article: KEY, body: `${SECRET} text four` })
  await api.ask(`POST /v1/sites/paper/comments/${id}/reports`, { body: { reason: 'spam', note: `${SECRET} note` } })
  const ban = { site: 'paper', kind: 'phrase', value: `${SECRET} phrase` }
  const made = await api.ask('POST /v1/moderation/bans', { body: ban, token: 'paper-moderator' })
  await api.ask(`PUT /v1/sites/paper/articles/${KEY}`, { body: { title: `${SECRET} title` }, token: 'paper-moderator' })
  await api.ask(`PUT /v1/sites/paper/articles/${ONLY}`, { body: {}, token: 'paper-moderator' })
  await api.ask('PUT /v1/sites/other/articles/own', { body: {}, token: 'other-moderator' })
  const page = await api.ask(`GET /v1/sites/paper/comments?article=${KEY}&limit=1`)
  const queue = await api.ask('GET /v1/moderation/comments?status=pending&limit=1', { token: 'paper-reader' })
  rows = {
    id,
    pending,
    receipt,
    decision,
    ban: String(made.json['id']),
    cursor: encodeURIComponent(String(page.json['next'])),
    queue: encodeURIComponent(String(queue.json['next'])),
  }
})
afterAll(async () => {
  await database.end()
  await api[Symbol.asyncDispose]()
})

const by = (token: string) => ({ token: `other-${token}` })
const foreign = { headers: { origin: 'https://other.example' } }

/** Every endpoint has its tries: a new one fails this file until it has some. */
const tries: Record<EndpointName, (rows: Rows) => Try[]> = {
  submitComment: ({ id }) => [
    {
      line: 'POST /v1/sites/paper/comments',
      body: { article: { key: KEY }, body: 'x' },
      ...foreign,
      is: 'foreign-origin',
    },
    {
      line: 'POST /v1/sites/other/comments',
      body: { article: { key: KEY }, body: 'x', parentId: id },
      is: 'parent-not-visible',
    },
    {
      line: 'POST /v1/sites/other/comments',
      body: { article: { url: 'https://paper.example/a' }, body: 'x' },
      is: 'foreign-article-url',
    },
    {
      line: 'POST /v1/sites/paper/comments',
      body: { article: { key: KEY }, body: 'x' },
      token: 'nobody',
      is: 'token-needed',
    },
  ],
  submitCommentForm: () => [
    {
      line: 'POST /v1/sites/paper/comments/form',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://other.example' },
      is: 'foreign-origin',
    },
  ],
  readChallenge: () => [
    { line: 'GET /v1/sites/other/challenge', is: 'harmless' },
    { line: 'GET /v1/sites/nobody/challenge', is: 'no-site' },
  ],
  listComments: ({ cursor }) => [
    { line: `GET /v1/sites/other/comments?article=${KEY}`, is: 'harmless' },
    { line: `GET /v1/sites/other/comments?article=${KEY}&after=${cursor}`, is: 'invalid-cursor' },
  ],
  readCounts: () => [
    { line: `GET /v1/sites/other/counts?article=${KEY}`, is: 'harmless' },
    { line: 'GET /v1/sites/other/counts?since=0', is: 'harmless' },
  ],
  readCountsInBulk: () => [{ line: 'POST /v1/sites/other/counts', body: { articles: [KEY] }, is: 'harmless' }],
  readSets: () => [{ line: `GET /v1/sites/other/sets?article=${KEY}`, is: 'harmless' }],
  readFeed: () => [
    { line: `GET /v1/sites/other/feed?article=${KEY}`, is: 'harmless' },
    { line: 'GET /v1/sites/other/feed?format=rss', is: 'harmless' },
  ],
  readEvents: () => [
    { line: `HEAD /v1/sites/other/events?article=${KEY}`, is: 'harmless' },
    { line: 'GET /v1/sites/nobody/events', is: 'no-site' },
  ],
  reportComment: ({ id }) => [
    { line: `POST /v1/sites/other/comments/${id}/reports`, body: { reason: 'spam' }, is: 'no-comment' },
    { line: `POST /v1/sites/paper/comments/${id}/reports`, body: { reason: 'spam' }, ...foreign, is: 'foreign-origin' },
  ],
  readReceipt: ({ receipt, pending }) => [
    { line: `GET /v1/receipts/${receipt.replace('paper', 'other')}`, is: 'no-receipt' },
    { line: `GET /v1/receipts/${receipt.replace(/\.[0-9a-f-]{36}\./, `.${pending}.`)}`, is: 'no-receipt' },
  ],
  editComment: ({ receipt }) => [
    { line: `PATCH /v1/receipts/${receipt.replace('paper', 'other')}`, body: { body: 'x' }, is: 'no-receipt' },
    { line: `PATCH /v1/receipts/${receipt}`, body: { body: 'x' }, ...foreign, is: 'foreign-origin' },
  ],
  appealComment: ({ receipt }) => [
    { line: `POST /v1/receipts/${receipt.replace('paper', 'other')}/appeal`, body: { text: 'x' }, is: 'no-receipt' },
    { line: `POST /v1/receipts/${receipt}/appeal`, body: { text: 'x' }, ...foreign, is: 'foreign-origin' },
  ],
  deleteComment: ({ receipt }) => [
    { line: `DELETE /v1/receipts/${receipt.replace('paper', 'other')}`, is: 'no-receipt' },
    { line: `DELETE /v1/receipts/${receipt}`, ...foreign, is: 'foreign-origin' },
  ],
  listModeration: ({ queue }) => [
    { line: 'GET /v1/moderation/comments?status=pending', ...by('reader'), is: 'harmless' },
    { line: `GET /v1/moderation/comments?status=published&q=${SECRET}`, ...by('admin'), is: 'harmless' },
    { line: 'GET /v1/moderation/comments?site=paper', ...by('admin'), is: 'no-site' },
    {
      line: `GET /v1/moderation/comments?status=pending&site=other&after=${queue}`,
      ...by('reader'),
      is: 'invalid-cursor',
    },
  ],
  decideComments: ({ pending }) =>
    ['paper', 'other'].map((site) => ({
      line: 'POST /v1/moderation/decisions',
      body: { comments: [{ site, id: pending, version: 1 }], action: 'approve' },
      ...by('admin'),
      is: 'gone',
    })),
  undoDecision: ({ decision }) =>
    ['', '?site=paper', '?site=other'].map((query) => ({
      line: `POST /v1/moderation/decisions/${decision}/undo${query}`,
      ...by('admin'),
      is: 'no-decision',
    })),
  listDecisions: () => [
    { line: 'GET /v1/moderation/decisions', ...by('reader'), is: 'harmless' },
    { line: 'GET /v1/moderation/decisions?site=paper', ...by('admin'), is: 'no-site' },
  ],
  showComment: ({ id }) =>
    ['paper', 'other'].map((site) => ({
      line: `GET /v1/moderation/comments/${site}/${id}`,
      ...by('admin'),
      is: 'no-comment',
    })),
  listBans: () => [{ line: 'GET /v1/moderation/bans?site=paper', ...by('admin'), is: 'no-site' }],
  addBan: () => [
    {
      line: 'POST /v1/moderation/bans',
      body: { site: 'paper', kind: 'phrase', value: 'a' },
      ...by('admin'),
      is: 'no-site',
    },
  ],
  removeBan: ({ ban }) =>
    ['paper', 'other'].map((site) => ({
      line: `DELETE /v1/moderation/bans/${site}/${ban}`,
      ...by('admin'),
      is: 'no-ban',
    })),
  listReports: () => [
    { line: 'GET /v1/moderation/reports', ...by('reader'), is: 'harmless' },
    { line: 'GET /v1/moderation/reports?site=paper', ...by('admin'), is: 'no-site' },
  ],
  setArticle: () => [
    { line: `PUT /v1/sites/paper/articles/${KEY}`, body: { closed: true }, ...by('admin'), is: 'no-site' },
    { line: `PUT /v1/sites/other/articles/${KEY}`, body: { closed: true }, ...by('admin'), is: 'harmless' },
  ],
  changeArticle: () => [
    { line: `PATCH /v1/sites/paper/articles/${KEY}`, body: { closed: true }, ...by('admin'), is: 'no-site' },
    {
      line: 'PATCH /v1/sites/other/articles/own',
      body: { mergeInto: ONLY },
      ...by('admin'),
      is: 'no-article',
    },
  ],
  listSites: () => [{ line: 'GET /v1/sites', ...by('admin'), is: 'harmless' }],
  addSite: () => [
    {
      line: 'POST /v1/sites',
      body: { id: 'paper', name: 'x', hosts: ['other.example'] },
      ...by('admin'),
      is: 'token-too-weak',
    },
  ],
  showSite: () => [{ line: 'GET /v1/sites/paper', ...by('admin'), is: 'no-site' }],
  changeSite: () => [{ line: 'PATCH /v1/sites/paper', body: { mode: 'post' }, ...by('admin'), is: 'no-site' }],
  showRules: () => [{ line: 'GET /v1/sites/paper/rules', ...by('admin'), is: 'no-site' }],
  setRules: () => [{ line: 'PUT /v1/sites/paper/rules', body: {}, ...by('admin'), is: 'no-site' }],
  listSignInKeys: () => [{ line: 'GET /v1/sites/paper/sign-in-keys', ...by('admin'), is: 'no-site' }],
  setSignInKey: () => [
    {
      line: 'PUT /v1/sites/paper/sign-in-keys/mine',
      body: { alg: 'HS256', secret: 'a'.repeat(43) },
      ...by('admin'),
      is: 'no-site',
    },
  ],
  removeSignInKey: () => [{ line: 'DELETE /v1/sites/paper/sign-in-keys/theirs', ...by('admin'), is: 'no-site' }],
  listTokens: () => [{ line: 'GET /v1/tokens', ...by('admin'), is: 'token-too-weak' }],
  addToken: () => [
    {
      line: 'POST /v1/tokens',
      body: { name: 'x', role: 'admin', sites: ['paper'] },
      ...by('admin'),
      is: 'token-too-weak',
    },
  ],
  revokeToken: () => [{ line: 'DELETE /v1/tokens/paper-admin', ...by('admin'), is: 'token-too-weak' }],
  readHealth: () => [{ line: 'GET /healthz', is: 'harmless' }],
  readReadiness: () => [{ line: 'GET /readyz', is: 'harmless' }],
  readMetrics: () => [{ line: 'GET /metrics', is: 'harmless' }],
  readDocument: () => [{ line: 'GET /openapi.json', is: 'harmless' }],
}

/** Every row of a site, in every table, as one text. */
const everythingOf = async (siteId: string): Promise<string> => {
  const { rows: tables } = await database.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'site_id' order by 1`,
  )
  expect(tables.length).toBeGreaterThan(5)
  const parts: string[] = []
  for (const from of [...tables.map(({ name }) => `"${name}" t where t.site_id = $1`), 'site t where t.id = $1']) {
    const { rows: found } = await database.query<{ row: string }>(`select t::text as row from ${from} order by 1`, [
      siteId,
    ])
    parts.push(`${from}: ${found.map(({ row }) => row).join('\n')}`)
  }
  const { rows: tokens } = await database.query(
    `select * from moderator_token where sites is null or 'paper' = any(sites) order by name`,
  )
  return [...parts, JSON.stringify(tokens)].join('\n\n')
}

const howItWent = ({ status, code, json }: Answered): string => {
  if (code !== undefined) return code
  const comments = json['comments'] as { answer?: string }[] | undefined
  if (comments?.length === 1 && comments[0]?.answer === 'gone') return 'gone'
  return status < 300 ? 'harmless' : String(status)
}

test('every endpoint of the table is tried', () => {
  expect(Object.keys(tries).toSorted()).toEqual(Object.keys(endpoints).toSorted())
})

test.each(Object.keys(endpoints) as EndpointName[])(
  '%s lets nobody of one site learn or touch what is another’s',
  async (name) => {
    const before = await everythingOf('paper')
    for (const { line, is, ...asked } of tries[name](rows)) {
      const answer = await api.ask(line, asked)
      expect(`${line} is ${howItWent(answer)}`).toBe(`${line} is ${is}`)
      // The answer may repeat the key that was asked for; nothing else of it was ever said by `other`.
      expect(answer.text.replaceAll(KEY, '')).not.toContain(SECRET)
      for (const id of [rows.pending, rows.decision, rows.ban])
        if (!line.includes(id) && !JSON.stringify(asked).includes(id)) expect(answer.text).not.toContain(id)
    }
    expect(await everythingOf('paper')).toBe(before)
  },
)

test('the same calls by those it belongs to do reach it, so that the refusals above mean something', async () => {
  const { id, pending, receipt, decision, cursor } = rows
  const own = [
    await api.ask(`GET /v1/sites/paper/comments?article=${KEY}&limit=1&after=${cursor}`),
    await api.ask(`GET /v1/receipts/${receipt}`),
    await api.ask(`GET /v1/moderation/comments/paper/${id}`, { token: 'paper-reader' }),
    await api.ask('GET /v1/moderation/bans?site=paper', { token: 'paper-reader' }),
    await api.ask('GET /v1/moderation/reports', { token: 'paper-reader' }),
  ]
  for (const answer of own) expect([answer.status, answer.text.includes(SECRET)]).toEqual([200, true])
  const order = { comments: [{ site: 'paper', id: pending, version: 1 }], action: 'approve' }
  expect((await api.ask('POST /v1/moderation/decisions', { body: order, token: 'paper-moderator' })).text).toContain(
    'decided',
  )
  expect(
    (await api.ask(`POST /v1/moderation/decisions/${decision}/undo`, { token: 'paper-moderator' })).text,
  ).toContain('undone')
})
