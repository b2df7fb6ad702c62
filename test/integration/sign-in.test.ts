import { createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rowsOf } from '../support/store.ts'
import { freshApi, type Api } from './api-client.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const signed = (kid: string, key: KeyObject | Buffer, over: object = {}): string => {
  const now = Math.floor(Date.now() / 1_000)
  const alg = Buffer.isBuffer(key) ? 'HS256' : 'EdDSA'
  const claims = { aud: 'paper', sub: 'user-7', name: 'Ada of the Paper', iat: now, exp: now + 300, ...over }
  const text = `${encode({ alg, kid })}.${encode(claims)}`
  const proof = Buffer.isBuffer(key)
    ? createHmac('sha256', key).update(text).digest('base64url')
    : sign(null, Buffer.from(text), key).toString('base64url')
  return `${text}.${proof}`
}
const put = (kid: string, body: object) =>
  api.ask(`PUT /v1/sites/paper/sign-in-keys/${kid}`, { token: 'paper-admin', body })
const send = (author: object, site = 'paper') =>
  api.ask(`POST /v1/sites/${site}/comments`, { body: { article: { key: 'a' }, body: 'Signed in.', author } })
const rowOf = async ({ json }: Awaited<ReturnType<typeof send>>) => {
  const { id } = json['comment'] as { id: string }
  const [row] = await rowsOf<{ author_name: string | null; author_key: string | null }>(
    api.databaseUrl,
    'select author_name, author_key from comment where id = $1',
    [id],
  )
  return row
}

test('a site’s sign-in names the author, who is the same author each time and keeps no trace of their id', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const set = await put('main', { alg: 'EdDSA', jwk: publicKey.export({ format: 'jwk' }) })
  expect([set.status, set.json['alg'], set.json['by']]).toEqual([200, 'EdDSA', 'paper-admin'])
  const [first, second] = [
    await send({ jwt: signed('main', privateKey) }),
    await send({ jwt: signed('main', privateKey) }),
  ]
  expect([first.status, second.status]).toEqual([202, 202])
  const row = await rowOf(first)
  expect(row).toEqual({ author_name: 'Ada of the Paper', author_key: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(await rowOf(second)).toEqual(row)
  const ban = { site: 'paper', kind: 'author', value: row?.author_key }
  expect((await api.ask('POST /v1/moderation/bans', { token: 'moderator', body: ban })).status).toBe(201)

  expect((await send({ jwt: signed('main', privateKey, { aud: 'other' }) })).code).toBe('invalid-sign-in')
  expect((await send({ jwt: signed('main', privateKey, { aud: 'other' }) }, 'other')).code).toBe('invalid-sign-in')
  expect((await send({ jwt: signed('main', privateKey), name: 'Bob' })).code).toBe('invalid-request')
  const removed = await api.ask('DELETE /v1/sites/paper/sign-in-keys/main', { token: 'admin' })
  expect(removed.status).toBe(204)
  expect((await send({ jwt: signed('main', privateKey) })).code).toBe('invalid-sign-in')
  expect((await api.ask('DELETE /v1/sites/paper/sign-in-keys/main', { token: 'admin' })).code).toBe('no-key')
})

test('a shared secret signs, and is shown to nobody again, nor stands in the database as it is', async () => {
  const secret = randomBytes(32)
  const text = secret.toString('base64url')
  const set = await put('shared', { alg: 'HS256', secret: text })
  const listed = await api.ask('GET /v1/sites/paper/sign-in-keys', { token: 'paper-admin' })
  expect(listed.json['keys']).toMatchObject([{ kid: 'shared', alg: 'HS256' }])
  expect(set.text + listed.text).not.toContain(text)
  expect((await send({ jwt: signed('shared', secret) })).status).toBe(202)
  expect((await send({ jwt: signed('shared', randomBytes(32)) })).code).toBe('invalid-sign-in')
  const [row] = await rowsOf<{ row: string }>(
    api.databaseUrl,
    'select k::text as row from sign_in_key k where kid = $1',
    ['shared'],
  )
  expect(row?.row).not.toContain(secret.toString('hex'))
  expect(Buffer.from(/\\x([0-9a-f]+)/.exec(row?.row ?? '')?.[1] ?? '', 'hex').toString()).not.toContain(text)
})

test('what is no public key is refused: private parts, other curves, short secrets, other algorithms', async () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
  const wrong = [
    { alg: 'EdDSA', jwk: privateKey.export({ format: 'jwk' }) },
    { alg: 'RS256', jwk: rsa },
    { alg: 'ES256', jwk: curve },
    { alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } },
    { alg: 'HS256', secret: 'short' },
    { alg: 'HS512', secret: 'A'.repeat(86) },
    { alg: 'none' },
  ]
  for (const body of wrong) expect((await put('wrong', body)).code).toBe('invalid-request')
  expect((await api.ask('GET /v1/sites/paper/sign-in-keys', { token: 'paper-moderator' })).code).toBe('token-too-weak')
})
