import { expect, test } from 'vitest'
import { asking } from './fakes/ask.ts'
import { fakeDeps } from './fakes/deps.ts'
import { createApp } from './app.ts'

const listing = (fail: () => never) => fakeDeps({ comments: { listVisible: async () => fail() } })
const line = 'GET /v1/sites/paper/comments?article=a'

test('a fault is logged with its stack and answered bare', async () => {
  const deps = await listing(() => {
    throw new TypeError('the password is hunter2')
  })
  const { status, code, json } = await asking(deps)(line)
  expect({ status, code }).toEqual({ status: 500, code: 'fault' })
  expect(JSON.stringify(json)).not.toMatch(/hunter2|TypeError|\.ts/)
  expect(deps.seen.lines.join('')).toMatch(/"event":"http.fault".*app\.test\.ts/)
})

test.each(['ECONNREFUSED', '57P01', '53300', '08006'])(
  '%s from the store is a 503 that says when to try again',
  async (code) => {
    const deps = await listing(() => {
      throw Object.assign(new Error('away'), { code })
    })
    const answer = await asking(deps)(line)
    expect(answer).toMatchObject({ status: 503, code: 'unavailable' })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  },
)

test('what is not there is a problem, and another method’s address says which it takes', async () => {
  const ask = asking(await fakeDeps())
  expect(await ask('GET /v1/nothing')).toMatchObject({ status: 404, code: 'no-route' })
  expect(await ask('GET /.env')).toMatchObject({ status: 404, code: 'no-route' })
  const wrong = await ask('PUT /v1/sites/paper/comments')
  expect(wrong).toMatchObject({ status: 405, code: 'wrong-method' })
  expect(wrong.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS')
})

test.each(['GET /v1/nothing', 'GET /v1/sites', 'GET /v1/sites/nowhere/feed', 'GET /healthz'])(
  '%s carries the headers that keep browsers from framing, sniffing and running it',
  async (line) => {
    const { headers } = await asking(await fakeDeps())(line)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-powered-by')).toBeNull()
  },
)

test('pages and feeds carry what only markup needs, and data does not', async () => {
  const ask = asking(await fakeDeps())
  const ofMarkup = async (line: string) => {
    const { headers } = await ask(line)
    return ['cross-origin-opener-policy', 'referrer-policy'].filter((name) => headers.has(name))
  }
  for (const line of ['GET /nothing', 'GET /healthz', 'GET /v1/sites/nowhere/feed'])
    expect(await ofMarkup(line)).toHaveLength(2)
  for (const line of ['GET /v1/nothing', 'GET /v1/sites', 'GET /v1/sites/nowhere/counts?article=a'])
    expect(await ofMarkup(line)).toEqual([])
})

test('one line a request: the pattern and never the path, the status and the time', async () => {
  const deps = await fakeDeps()
  const ask = asking(deps)
  const headers = {
    'user-agent': 'Planted/1.0',
    'x-forwarded-for': '198.51.100.77',
    referer: 'https://planted.example',
  }
  await ask('GET /v1/sites/paper/comments?article=planted-article', { headers })
  await ask('GET /planted/path', { headers })
  const requests = deps.seen.lines.filter((one) => one.includes('http.request')).map((one) => JSON.parse(one) as object)
  expect(requests).toMatchObject([
    { method: 'GET', pattern: '/v1/sites/:site/comments', status: 500, ms: expect.any(Number) },
    { method: 'GET', pattern: 'unmatched', status: 404 },
  ])
  expect(deps.seen.lines.join('')).not.toMatch(/planted|198\.51|203\.0\.113/i)
})

const preflight = async (path: string, origin: string, method: string) => {
  const headers = { origin, 'access-control-request-method': method, 'access-control-request-headers': 'content-type' }
  const { status, headers: told } = await createApp(await fakeDeps()).request(path, { method: 'OPTIONS', headers })
  return { status, origin: told.get('access-control-allow-origin') }
}

test.each([
  ['/v1/sites/paper/comments', 'https://paper.example', 'POST', 'https://paper.example'],
  ['/v1/sites/paper/comments', 'https://evil.example', 'POST', null],
  ['/v1/sites/paper/comments', 'https://evil.example', 'GET', '*'],
  ['/v1/sites/paper/counts', 'https://evil.example', 'POST', '*'],
  ['/v1/moderation/decisions', 'https://paper.example', 'POST', null],
  ['/v1/sites/paper/rules', 'https://paper.example', 'PUT', null],
  ['/v1/tokens', 'null', 'POST', null],
  ['/v1alpha1/comments:analyze', 'https://paper.example', 'POST', null],
  ['/openapi.json', 'https://paper.example', 'GET', null],
  ['/healthz', 'null', 'GET', null],
])('a browser that asks about %s from %s for %s is told %s', async (path, origin, method, allowed) => {
  expect(await preflight(path, origin, method)).toEqual({ status: 204, origin: allowed })
})

test('a private peer that forwards but is not configured is named in the log, once and without its address', async () => {
  const deps = await fakeDeps({
    comments: { listVisible: async () => ({ comments: [], publishedCount: 0, revision: 0, closed: false }) },
  })
  const ask = asking(deps)
  const headers = { 'x-forwarded-for': '198.51.100.77' }
  await ask(line, { ip: '10.1.2.3', headers })
  await ask(line, { ip: '10.1.2.3', headers })
  const warnings = deps.seen.lines.filter((one) => one.includes('proxy.untrusted'))
  expect(warnings).toHaveLength(1)
  expect(warnings.join('')).not.toMatch(/10\.1\.2\.3|198\.51/)
})

test('a network that asks for site after site, or tries token after token, is stopped before the store is asked', async () => {
  let looked = 0
  const find = async () => {
    looked += 1
    return undefined
  }
  const ask = asking(await fakeDeps({ sites: { find }, tokens: { find } }, { RATE_LIMIT_READ: '5/60' }))
  const lines = Array.from({ length: 20 }, (_, number) =>
    number % 2 === 0 ? `GET /v1/sites/site-${number}/comments?article=a` : `POST /v1/sites/site-${number}/comments`,
  )
  const answers = []
  for (const one of lines) answers.push(await ask(one, { token: `guess-${one.length}` }))
  expect(answers.filter(({ code }) => code === 'too-many-requests')).toHaveLength(15)
  expect(looked).toBe(5)
  expect(await ask('GET /v1/tokens', { token: 'guess' })).toMatchObject({ status: 429 })
  expect(looked).toBe(5)
})

test('a thousand counts in one body take of the read limit what they would take in addresses', async () => {
  const deps = await fakeDeps({}, { RATE_LIMIT_READ: '10/60' })
  const peek: typeof deps.counts.peek = (_site, keys) => {
    const none = keys.map(() => 0)
    return { counts: none, revisions: none, revision: 1, generation: 1 }
  }
  const ask = asking({ ...deps, counts: { ...deps.counts, peek } })
  const body = { articles: Array.from({ length: 1_000 }, (_, at) => `k${at}`) }
  expect(await ask('POST /v1/sites/paper/counts', { body })).toMatchObject({ status: 200 })
  const refused = await ask('POST /v1/sites/paper/counts', { body: { articles: ['a'] } })
  expect(refused).toMatchObject({ status: 429, code: 'too-many-requests' })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
})
