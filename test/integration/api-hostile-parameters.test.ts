import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSoundly, freshApi, secretOf, submitted, type Api } from './api-client.ts'

type Operation = { parameters?: { in: string; name: string }[] }

let api: Api
let id = ''
let cookie = ''
beforeAll(async () => {
  api = await freshApi()
  id = (await submitted(api)).id
  const signedIn = await send('POST', '/moderation/sign-in', new URLSearchParams({ token: secretOf('admin') }))
  cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect(cookie).not.toBe('')
})
afterAll(() => endSoundly(api))

const send = async (method: string, path: string, body?: URLSearchParams): Promise<Response> => {
  const headers = { cookie, authorization: `Bearer ${secretOf('admin')}`, 'sec-fetch-site': 'same-origin' }
  const answer = await fetch(api.running.url + path, { method, headers, redirect: 'manual', ...(body && { body }) })
  await answer.body?.cancel()
  return answer
}

/** The addresses of an operation, each with one of its parameters replaced. */
const addressesOf = (path: string, { parameters = [] }: Operation, evil: string): string[] => {
  const filled = (bad?: string) =>
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === bad ? evil : name === 'site' ? 'paper' : id))
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => filled(name))
  const queried = parameters
    .filter((one) => one.in === 'query')
    .flatMap(({ name }) => ['', 'article=calm&'].map((others) => `${filled()}?${others}${name}=${evil}`))
  return [...named, ...queried]
}

// U+0000 is a valid character of an address, and of no text in PostgreSQL.
const evils = ['%00', 'a%00b', '%ED%A0%80', '%F4%90%80%80', `a'%22`]

test.each(evils)('%s in any parameter of any endpoint is no fault', async (evil) => {
  const document = (await (await fetch(`${api.running.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const asked = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) =>
      addressesOf(path, operation, evil).map((address) => [method.toUpperCase(), address] as const),
    ),
  )
  expect(asked.length).toBeGreaterThan(50)
  const faults: string[] = []
  for (const [method, address] of asked) {
    const { status } = await send(method, address)
    if (status >= 500) faults.push(`${method} ${address}: ${status}`)
  }
  expect(faults).toEqual([])
})

const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
const sealed = (evil: string): [string, object][] => [
  ['PUT /v1/sites/paper/rules', { blockedPhrases: [evil] }],
  ['PUT /v1/sites/paper/rules', { outside: { hook: { url: 'https://a.test', secrets: [evil.repeat(10)] } } }],
  ['POST /v1/sites', { id: 'third', name: 'Third', hosts: ['third.example'], rules: { heldAuthors: [evil] } }],
  ['POST /v1/sites/paper/backtests', { rules: { heldDomains: [evil] } }],
  ['PUT /v1/sites/paper/articles/a-1', { url: `https://paper.example/a?${evil}` }],
  ['PUT /v1/sites/paper/sign-in-keys/k1', { alg: 'EdDSA', jwk: { ...jwk, kid: evil } }],
]

test.each([
  ['NUL', 'a\0b'],
  ['a lone surrogate', 'a\ud800b'],
])('%s in what is kept of a body is refused', async (_what, evil) => {
  const answers = await Promise.all(
    sealed(evil).map(async ([line, body]) => ({
      line,
      status: (await api.ask(line, { token: 'admin', body })).status,
    })),
  )
  expect(answers.filter(({ status }) => status !== 400)).toEqual([])
})

const pages = ['', '/log', '/audits', '/waves', '/bans']
  .map((page) => `/moderation${page}`)
  .concat('/demo', '/docs', '/r/x')
const queries =
  'status site article author host q appeal after all lang note sent thread sort comment kind value span why'.split(' ')
const orders = ['decide', 'undo', 'waves/decide', 'bans/add', 'bans/lift'].map((order) => `/moderation/${order}`)
const fields =
  'token action reason note seals site article body name idempotencyKey formToken returnTo kind value span why ban'.split(
    ' ',
  )

test.each(evils)('%s in any filter, path or field of a page is no fault', async (evil) => {
  const faults: string[] = []
  const look = async (method: string, address: string, body?: URLSearchParams) => {
    const { status } = await send(method, address, body)
    if (status >= 500) faults.push(`${method} ${address} ${body ?? ''}: ${status}`)
  }
  for (const page of pages) for (const name of queries) await look('GET', `${page}?${name}=${evil}`)
  const places = [`comments/${evil}/x`, `comments/paper/${evil}`].map((place) => `/moderation/${place}`)
  for (const place of [...places, `/r/${evil}`, `/demo/${evil}`, `/docs/${evil}`, `/${evil}`]) await look('GET', place)
  for (const order of [...orders, '/demo', '/moderation/sign-in'])
    for (const name of fields) await look('POST', order, new URLSearchParams(`${name}=${evil}`))
  expect(faults).toEqual([])
})
