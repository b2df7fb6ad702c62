import { pbkdf2Sync, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { draftOf, rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { freshApi, type Api } from './api-client.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

type Work = {
  parameters: { nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string }
  signature: string
}

/** What a browser does, without the library that made the challenge. */
const solve = (challenge: Work): string => {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters
  for (let counter = 0; ; counter += 1) {
    const password = Buffer.alloc(nonce.length / 2 + 4)
    password.write(nonce, 'hex')
    password.writeUInt32BE(counter, nonce.length / 2)
    const derivedKey = pbkdf2Sync(password, Buffer.from(salt, 'hex'), cost, keyLength, 'sha256').toString('hex')
    if (derivedKey.startsWith(keyPrefix))
      return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey } })).toString('base64')
  }
}
const ask = async (site = 'paper') => (await api.ask(`GET /v1/sites/${site}/challenge`)).json
const send = (fields: object, key = randomUUID(), token?: string) =>
  api.ask('POST /v1/sites/paper/comments', {
    token,
    headers: { 'idempotency-key': key },
    body: { article: { key: 'a' }, body: 'A remark.', ...fields },
  })

test('a page on a host that is not the site’s is told so, which its browser keeps from it elsewhere', async () => {
  const askFrom = async (origin: string) => {
    const answer = await fetch(`${api.running.url}/v1/sites/paper/challenge`, { headers: { origin } })
    const { type } = (await answer.json()) as { type?: string }
    return [answer.status, answer.headers.get('access-control-allow-origin'), type]
  }
  expect(await askFrom('https://mirror.example')).toEqual([403, '*', 'urn:parley:problem:foreign-origin'])
  expect(await askFrom('https://paper.example')).toEqual([200, '*', undefined])
  expect(await askFrom('null')).toEqual([200, '*', undefined])
})

test('a queue that stands still makes browsers work, spares staff, and holds what comes by the plain form', async () => {
  expect(await ask()).toEqual({ difficulty: 0 })
  expect((await send({})).status).toBe(202)
  const drafts = Array.from({ length: 220 }, () => draftOf({ siteId: 'other', articleKey: 'b' }))
  await Promise.all(drafts.map((draft) => api.store.comments.submit(draft)))
  await rowsOf(api.databaseUrl, `update comment set created_at = now() - interval '2 minutes'`)
  await until('there is pressure', async () => (await ask())['difficulty'] === 1, { timeoutMs: 15_000, everyMs: 100 })

  const refused = await send({})
  expect([refused.status, refused.code]).toEqual([428, 'challenge-needed'])
  expect(JSON.stringify(refused.json)).toContain('GET /v1/sites/paper/challenge')
  expect((await send({}, randomUUID(), 'moderator')).status).toBe(202)

  const proof = solve((await ask())['challenge'] as Work)
  const key = randomUUID()
  const taken = await send({ challenge: proof }, key)
  expect(taken.status).toBe(202)
  expect((await send({ challenge: proof }, key)).json['receipt']).toBe(taken.json['receipt'])
  expect((await send({ challenge: proof })).code).toBe('challenge-needed')
  expect((await send({ challenge: solve((await ask('other'))['challenge'] as Work) })).code).toBe('challenge-needed')

  const page = await (await fetch(`${api.running.url}/embed/paper?article=plain`)).text()
  const formToken = /name="formToken"\s+value="([^"]*)"/.exec(page)?.[1] ?? ''
  const sent = await fetch(`${api.running.url}/v1/sites/paper/comments/form`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: 'https://paper.example' },
    body: new URLSearchParams({ article: 'plain', body: 'Without scripts.', formToken }),
  })
  expect(sent.status).toBe(303)
  const [row] = await rowsOf<{ facts: object }>(
    api.databaseUrl,
    `select c.facts from comment c join article a on a.site_id = c.site_id and a.id = c.article_id where a.key = 'plain'`,
  )
  expect(row?.facts).toMatchObject({ plainForm: true, underPressure: true })

  await rowsOf(api.databaseUrl, `update comment set version_status = 'held', status = 'held'`)
  await until('it is calm again', async () => (await ask())['difficulty'] === 0, { timeoutMs: 15_000, everyMs: 100 })
  expect((await send({})).status).toBe(202)
})
