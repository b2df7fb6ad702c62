import { Client } from 'pg'
import { expect, test } from 'vitest'
import { textOfTables } from '../support/search-bytes.ts'
import { until } from '../support/until.ts'
import { asking, freshApi, secretOf, submitted, type Api } from './api-client.ts'
import { raw } from './api-raw.ts'

/** What names a reader or opens a door, wherever a request can carry it. */
const planted = {
  address: '198.51.100.77',
  address6: '2001:db8:beef:cafe::77',
  agent: 'PlantedAgent/9.9',
  referrer: 'planted-referrer.example',
  cookie: 'planted-cookie-value',
  idempotencyKey: 'planted-idempotency-key-1',
  authorToken: 'planted-author-token-kept-by-a-browser',
  formToken: 'planted-form-token',
  challenge: 'planted-challenge',
  bearer: 'planted-bearer-secret',
}
/** What is stored because it is the comment, and never logged. */
const comment = { name: 'Planted Name', body: 'Planted body with planted@mail.example in it.', note: 'Planted note.' }

const headersOf = (address: string) => ({
  'x-forwarded-for': address,
  'user-agent': planted.agent,
  referer: `https://${planted.referrer}/page`,
  cookie: `session=${planted.cookie}`,
})

const draft = {
  article: { key: 'welcome' },
  author: { name: comment.name, token: planted.authorToken },
  body: comment.body,
  form: { token: planted.formToken },
  challenge: planted.challenge,
}

/** Goes through what works, what is refused, what is no HTTP, and what fails inside. */
const live = async (api: Api): Promise<string[]> => {
  const receipts: string[] = []
  for (const address of [planted.address, planted.address6]) {
    const headers = { ...headersOf(address), 'idempotency-key': `${planted.idempotencyKey}${address.length}` }
    const sent = await api.ask('POST /v1/sites/paper/comments', { body: draft, headers })
    expect(sent.status).toBe(202)
    receipts.push(String(sent.json['receipt']))
    await api.ask('POST /v1/sites/paper/comments', { body: { ...draft, parentId: comment.name }, headers })
    await api.ask('POST /v1/sites/paper/comments', { body: { ...draft, body: 'Another.' }, headers })
    await api.ask(`GET /v1/receipts/${receipts.at(-1)}`, { headers })
    await api.ask(`PATCH /v1/receipts/${receipts.at(-1)}`, { body: { body: `${comment.body} Edited.` }, headers })
    await api.ask(`GET /v1/sites/paper/comments?article=welcome&after=${planted.cookie}`, { headers })
    await api.ask('GET /v1/tokens', { headers: { ...headers, authorization: `Bearer ${planted.bearer}` } })
    await api.ask(`GET /${planted.cookie}`, { headers })
    const id = receipts[0]?.split('.')[1]
    const order = { comments: [{ site: 'paper', id, version: 2 }], action: 'approve', note: comment.note }
    await api.ask('POST /v1/moderation/decisions', { body: order, token: 'moderator', headers })
    await api.ask(`POST /v1/sites/paper/comments/${id}/reports`, {
      body: { reason: 'spam', note: comment.note },
      headers,
    })
  }
  await raw(api.running.port, `GET /${planted.cookie} HTTP/1.1\r\nHost: ${planted.cookie}\r\nHost: b\r\n\r\n`)
  await raw(api.running.port, `${planted.cookie}\r\n\r\n`)
  return receipts
}

/** Makes PostgreSQL refuse rows with an error that quotes them whole. */
const breakInside = async (api: Api): Promise<void> => {
  const database = new Client({ connectionString: api.databaseUrl })
  await database.connect()
  await database.query(
    `alter table comment_text add constraint planted check (body not like '%planted@mail%') not valid`,
  )
  await database.end()
  const broken = await api.ask('POST /v1/sites/paper/comments', { body: draft, headers: headersOf(planted.address) })
  expect(broken).toMatchObject({ status: 500, code: 'fault' })
  expect(broken.text).not.toMatch(/planted|comment_text/i)
}

test('nothing that names a reader is logged or stored, whatever happens to the request', async () => {
  await using api = await freshApi({ LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_WRITE: '1000/60' })
  const receipts = await live(api)
  const proofs = receipts.map((receipt) => receipt.split('.')[2] ?? '')
  const stored = await textOfTables(api.databaseUrl)
  await breakInside(api)
  const faultLogged = () => api.running.lines.some((line) => line.includes('"event":"http.fault"'))
  await until('the fault is logged', faultLogged, { timeoutMs: 5_000 })
  const logged = api.running.lines.join('\n')

  expect(logged).toContain('/v1/receipts/:receipt')
  expect(stored).toContain('Planted body')
  const secrets = [secretOf('moderator'), ...proofs]
  for (const never of [...Object.values(planted), ...secrets]) {
    expect(logged.toLowerCase().includes(never.toLowerCase()), `the log holds ${never}`).toBe(false)
    expect(stored.toLowerCase().includes(never.toLowerCase()), `the database holds ${never}`).toBe(false)
  }
  for (const said of Object.values(comment)) expect(logged.includes(said), `the log holds ${said}`).toBe(false)
})

test('an author’s deletion leaves nothing of what they wrote in any table', async () => {
  await using api = await freshApi()
  const { receipt } = await submitted(api, { body: comment.body })
  await api.ask(`PATCH /v1/receipts/${receipt}`, { body: { body: `${comment.body} Second.` } })
  expect(await textOfTables(api.databaseUrl)).toContain('planted@mail.example')
  expect((await asking(api.running.url)(`DELETE /v1/receipts/${receipt}`)).status).toBe(204)
  expect(await textOfTables(api.databaseUrl)).not.toContain('planted@mail.example')
})
