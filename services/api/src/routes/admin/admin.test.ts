import { defaultRules } from '@parley/contracts'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps, fakeSites } from '../../fakes/deps.ts'
import { hashOfToken } from '../../lookups/tokens.ts'

const [paper] = fakeSites as [(typeof fakeSites)[0]]

const administering = async () => {
  const calls: unknown[][] = []
  const deps = await fakeDeps({
    sites: {
      add: async (site) => {
        calls.push(['add', site])
        return site.id === 'paper' ? 'exists' : { ...paper, ...site, mode: 'auto', rules: defaultRules }
      },
      set: async (...call) => {
        calls.push(['set', ...call])
        return { ...paper, ...call[1] } as typeof paper
      },
    },
    tokens: {
      list: async () => [{ name: 'ada', role: 'moderator', createdAt: new Date(0) }],
      add: async (token) => {
        calls.push(['token', token])
        return token.name === 'ada' ? 'exists' : 'added'
      },
      revoke: async (name) => name === 'ada',
    },
  })
  return { calls, deps, ask: asking(deps) }
}
const token = 'root-token'

test('sites are listed, shown, added and changed', async () => {
  const { ask, calls } = await administering()
  expect((await ask('GET /v1/sites', { token })).json).toMatchObject({ sites: [{ id: 'paper' }, { id: 'other' }] })
  expect((await ask('GET /v1/sites/paper', { token })).json).toMatchObject({ id: 'paper', revision: 7 })
  const added = { id: 'third', name: 'Third', hosts: ['third.example'] }
  expect(await ask('POST /v1/sites', { body: added, token })).toMatchObject({ status: 201, json: added })
  expect(await ask('POST /v1/sites', { body: { ...added, id: 'paper' }, token })).toMatchObject({ code: 'site-exists' })
  const change = { hosts: ['new.example'], mode: 'pre' }
  expect((await ask('PATCH /v1/sites/paper', { body: change, token })).json).toMatchObject(change)
  expect(calls.at(-1)).toEqual(['set', 'paper', change, 'root'])
})

test('rules are shown and set whole, by name', async () => {
  const { ask, calls } = await administering()
  expect((await ask('GET /v1/sites/paper/rules', { token })).json).toEqual(defaultRules)
  const set = await ask('PUT /v1/sites/paper/rules', { body: { maxLinks: 0 }, token })
  expect(set.json).toMatchObject({ ...defaultRules, maxLinks: 0 })
  expect(calls).toEqual([['set', 'paper', { rules: { ...defaultRules, maxLinks: 0 } }, 'root']])
})

test('a token’s secret is shown once and stored as a hash', async () => {
  const { ask, calls } = await administering()
  const body = { name: 'bob', role: 'moderator', sites: ['paper'] }
  const { status, json } = await ask('POST /v1/tokens', { body, token })
  expect(status).toBe(201)
  expect(json['token']).toMatch(/^parley_[\w-]{43}$/)
  expect(calls).toEqual([['token', { ...body, hash: hashOfToken(String(json['token'])) }]])
  expect(JSON.stringify(calls)).not.toContain(json['token'])
  expect(await ask('POST /v1/tokens', { body: { ...body, name: 'ada' }, token })).toMatchObject({
    code: 'token-exists',
  })
  expect(await ask('POST /v1/tokens', { body: { ...body, sites: ['nowhere'] }, token })).toMatchObject({
    code: 'no-site',
  })
  expect((await ask('GET /v1/tokens', { token })).json).toMatchObject({ tokens: [{ name: 'ada', role: 'moderator' }] })
})

test('a revoked token is forgotten here at once', async () => {
  const { ask, deps } = await administering()
  await ask('GET /v1/sites', { token })
  let looked = 0
  deps.store.tokens.find = async () => {
    looked += 1
    return undefined
  }
  expect(await ask('DELETE /v1/tokens/ada', { token })).toMatchObject({ status: 204 })
  expect(await ask('DELETE /v1/tokens/nobody', { token })).toMatchObject({ status: 401 })
  expect(looked).toBe(1)
})

const everything: [string, unknown][] = [
  ['GET /v1/sites', undefined],
  ['POST /v1/sites', { id: 'third', name: 'Third', hosts: ['third.example'] }],
  ['GET /v1/sites/paper', undefined],
  ['PATCH /v1/sites/paper', {}],
  ['GET /v1/sites/paper/rules', undefined],
  ['PUT /v1/sites/paper/rules', {}],
  ['GET /v1/tokens', undefined],
  ['POST /v1/tokens', { name: 'bob', role: 'reader' }],
  ['DELETE /v1/tokens/ada', undefined],
]
test.each(everything)('%s is for admins alone', async (line, body) => {
  const { ask, calls } = await administering()
  const asked = body === undefined ? {} : { body }
  expect(await ask(line, asked)).toMatchObject({ status: 401, code: 'token-needed' })
  for (const weak of ['eye-token', 'ada-token', 'paper-mod-token'])
    expect(await ask(line, { ...asked, token: weak })).toMatchObject({ status: 403, code: 'token-too-weak' })
  expect(calls).toEqual([])
})

test('an admin of some sites sees and changes those, and neither adds sites nor touches tokens', async () => {
  const { ask, calls } = await administering()
  const limited = { token: 'paper-admin-token' }
  expect((await ask('GET /v1/sites', limited)).json).toMatchObject({ sites: [{ id: 'paper' }] })
  expect(await ask('GET /v1/sites/other', limited)).toMatchObject({ status: 404, code: 'no-site' })
  expect(await ask('PATCH /v1/sites/other', { ...limited, body: {} })).toMatchObject({ code: 'no-site' })
  expect(await ask('GET /v1/sites/other/rules', limited)).toMatchObject({ code: 'no-site' })
  expect(await ask('PUT /v1/sites/other/rules', { ...limited, body: {} })).toMatchObject({ code: 'no-site' })
  for (const [line, body] of everything.filter(([one]) => one.includes('tokens') || one === 'POST /v1/sites'))
    expect(await ask(line, { ...limited, ...(body !== undefined && { body }) })).toMatchObject({
      code: 'token-too-weak',
    })
  expect(calls).toEqual([])
})

test.each([
  ['an id with capitals', { id: 'Third', name: 'x', hosts: ['a.example'] }],
  ['a host with a scheme', { id: 'third', name: 'x', hosts: ['https://a.example'] }],
  ['a host with a path', { id: 'third', name: 'x', hosts: ['a.example/b'] }],
  ['a wildcard', { id: 'third', name: 'x', hosts: ['*.example'] }],
  ['no host', { id: 'third', name: 'x', hosts: [] }],
  ['unknown rules', { id: 'third', name: 'x', hosts: ['a.example'], rules: { maxlinks: 1 } }],
])('a site with %s is refused', async (_what, body) => {
  const { ask, calls } = await administering()
  expect(await ask('POST /v1/sites', { body, token })).toMatchObject({ status: 400, code: 'invalid-request' })
  expect(calls).toEqual([])
})
