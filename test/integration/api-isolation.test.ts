import { endpoints, type EndpointName } from '@parley/contracts'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshApi, published, submitted, type Answered, type Api } from './api-client.ts'
import { KEY, ONLY, SECRET, tries, type Rows } from './isolation-tries.ts'

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
  const wave = '0190f3a0-0000-7000-8000-000000000001'
  await database.query(`insert into wave (site_id, id, size, newest) values ('paper', $1, 3, $2)`, [wave, id])
  await database.query(
    `insert into wave_member (site_id, comment_id, version, wave_id) select site_id, id, version, $1 from comment where site_id = 'paper'`,
    [wave],
  )
  const ban = { site: 'paper', kind: 'phrase', value: `${SECRET} phrase` }
  const made = await api.ask('POST /v1/moderation/bans', { body: ban, token: 'paper-moderator' })
  await api.ask(`PUT /v1/sites/paper/articles/${KEY}`, { body: { title: `${SECRET} title` }, token: 'paper-moderator' })
  await api.ask(`PUT /v1/sites/paper/articles/${ONLY}`, { body: {}, token: 'paper-moderator' })
  await api.ask('PUT /v1/sites/other/articles/own', { body: {}, token: 'other-moderator' })
  const page = await api.ask(`GET /v1/sites/paper/comments?article=${KEY}&limit=1`)
  const queue = await api.ask('GET /v1/moderation/comments?status=pending&limit=1', { token: 'paper-reader' })
  await database.query(
    `insert into audit (site_id, comment_id, version, outcome) select site_id, id, 1, 'published' from comment
     where site_id = 'paper' and version_status = 'pending'`,
  )
  const audits = await api.ask('GET /v1/moderation/audits?limit=1', { token: 'paper-reader' })
  const order = { rules: { blockedPhrases: [`${SECRET} rule`] } }
  const backtest = await api.ask('POST /v1/sites/paper/backtests', { body: order, token: 'paper-moderator' })
  rows = {
    id,
    pending,
    receipt,
    decision,
    ban: String(made.json['id']),
    wave,
    cursor: encodeURIComponent(String(page.json['next'])),
    queue: encodeURIComponent(String(queue.json['next'])),
    audits: encodeURIComponent(String(audits.json['next'])),
    backtest: String(backtest.json['id']),
  }
})
afterAll(async () => {
  await database.end()
  await api[Symbol.asyncDispose]()
})

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
      for (const id of [rows.pending, rows.decision, rows.ban, rows.wave])
        if (!line.includes(id) && !JSON.stringify(asked).includes(id)) expect(answer.text).not.toContain(id)
    }
    expect(await everythingOf('paper')).toBe(before)
  },
)

test('the same calls by those it belongs to do reach it, so that the refusals above mean something', async () => {
  const { id, pending, receipt, decision, cursor, backtest } = rows
  const own = [
    await api.ask(`GET /v1/sites/paper/comments?article=${KEY}&limit=1&after=${cursor}`),
    await api.ask(`GET /v1/receipts/${receipt}`),
    await api.ask(`GET /v1/moderation/comments/paper/${id}`, { token: 'paper-reader' }),
    await api.ask('GET /v1/moderation/bans?site=paper', { token: 'paper-reader' }),
    await api.ask('GET /v1/moderation/reports', { token: 'paper-reader' }),
    await api.ask('GET /v1/moderation/waves', { token: 'paper-reader' }),
    await api.ask(`GET /v1/moderation/waves/paper/${rows.wave}`, { token: 'paper-reader' }),
    await api.ask('GET /v1/moderation/audits', { token: 'paper-reader' }),
  ]
  for (const answer of own) expect([answer.status, answer.text.includes(SECRET)]).toEqual([200, true])
  const tested = await api.ask(`GET /v1/sites/paper/backtests/${backtest}`, { token: 'paper-moderator' })
  expect(tested.json).toMatchObject({ id: backtest, state: 'waiting' })
  const order = { comments: [{ site: 'paper', id: pending, version: 1 }], action: 'approve' }
  expect((await api.ask('POST /v1/moderation/decisions', { body: order, token: 'paper-moderator' })).text).toContain(
    'decided',
  )
  expect(
    (await api.ask(`POST /v1/moderation/decisions/${decision}/undo`, { token: 'paper-moderator' })).text,
  ).toContain('undone')
})
