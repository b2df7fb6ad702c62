import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { problem } from '@parley/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSoundly, freshApi, published, submitted, type Api } from './api-client.ts'
import { COMMENTS, http, raw, type Raw } from './api-raw.ts'
import { inert, kept } from './hostile-texts.ts'

// The promise is a second; the guard is wider because the machine that runs this may be busy with other things.
const PATIENCE_MS = 5_000

let api: Api
let parent = ''
beforeAll(async () => {
  api = await freshApi()
  parent = (await published(api)).id
})
afterAll(() => endSoundly(api))

/** Well-formed, in time, and silent about what it is made of. */
const expectSound = ({ status, head, body, ms }: Raw) => {
  expect(status).toBeGreaterThan(0)
  expect(status).not.toBe(500)
  expect(status).toBeLessThan(502)
  expect(ms).toBeLessThan(PATIENCE_MS)
  if (status >= 400) {
    expect(head).toContain('application/problem+json')
    expect(head.toLowerCase()).toContain('content-length')
    expect(problem.parse(JSON.parse(body)).status).toBe(status)
  }
  expect(head + body).not.toMatch(/node_modules|\.ts:|at async|select |insert |postgres/i)
}

const draft = (body: string, more: object = {}) => JSON.stringify({ article: { key: 'welcome' }, body, ...more })
const chunk = (bytes: Buffer | string) =>
  Buffer.concat([Buffer.from(`${Buffer.byteLength(bytes).toString(16)}\r\n`), Buffer.from(bytes), Buffer.from('\r\n')])
const chunked = 'Transfer-Encoding: chunked'

const refused: [string, number | number[], () => Buffer][] = [
  ['an empty body', 400, () => http({})],
  ['null', 400, () => http({ body: 'null' })],
  ['an empty list', 400, () => http({ body: '[]' })],
  ['1e400', 400, () => http({ body: '1e400' })],
  ['NaN', 400, () => http({ body: 'NaN' })],
  ['10 MB declared', 413, () => http({ length: 10_485_760 })],
  [
    '10 MB in chunks',
    413,
    () =>
      http({
        headers: [chunked],
        length: null,
        body: Buffer.concat(Array.from({ length: 160 }, () => chunk('x'.repeat(65_536)))),
      }),
  ],
  [
    'a body that goes on after its length',
    [202, 400],
    () => http({ body: `${draft('Short.')} and more`, length: Buffer.byteLength(draft('Short.')) }),
  ],
  ['a chunk size that is none', 400, () => http({ headers: [chunked], length: null, body: 'zz\r\nabc\r\n0\r\n\r\n' })],
  [
    'a gzip bomb',
    415,
    () => http({ headers: ['Content-Encoding: gzip'], body: gzipSync(Buffer.alloc(10_485_760)).subarray(0, 12_000) }),
  ],
  ['JSON nested 8,000 deep', 400, () => http({ body: `${'['.repeat(8_000)}${']'.repeat(8_000)}` })],
  [
    'an object nested 2,000 deep in a field',
    400,
    () => http({ body: draft('x', { article: JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`) }) }),
  ],
  [
    '2,000 keys',
    400,
    () =>
      http({
        body: JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`k${at}`, 1]))).slice(
          0,
          16_000,
        ),
      }),
  ],
  ['__proto__', 400, () => http({ body: draft('x').replace('{', '{"__proto__":{"role":"admin"},') })],
  ['constructor.prototype', 400, () => http({ body: draft('x', { constructor: { prototype: { role: 'admin' } } }) })],
  ['toString as a field', 400, () => http({ body: draft('x', { toString: 'x' }) })],
  ['a byte order mark', 400, () => http({ body: `\ufeff${draft('x')}` })],
  ['UTF-16', 400, () => http({ body: Buffer.from(draft('x'), 'utf16le') })],
  ['Latin-1', 400, () => http({ body: Buffer.from(draft('café'), 'latin1') })],
  [
    'invalid UTF-8',
    400,
    () => http({ body: Buffer.concat([Buffer.from('{"body":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]) }),
  ],
  ['a NUL in the text', 400, () => http({ body: draft('a\u0000b') })],
  ['a lone surrogate', 400, () => http({ body: draft('x').replace('"x"', '"\\ud83d"') })],
  ['a number for a text', 400, () => http({ body: draft('x').replace('"x"', '7') })],
  ['only spaces and breaks', 400, () => http({ body: draft(' \n\t\r\n ') })],
  ['a text of 4,001 characters', 400, () => http({ body: draft('x'.repeat(4_001)) })],
  ['no content type', 415, () => http({ headers: ['Content-Type: -'], body: draft('x') })],
  [
    'text/plain, as a simple request would',
    415,
    () => http({ headers: ['Content-Type: text/plain'], body: draft('x') }),
  ],
  ['multipart', 415, () => http({ headers: ['Content-Type: multipart/form-data; boundary=x'], body: '--x--' })],
  ['trailing garbage', 400, () => http({ body: `${draft('x')}}` })],
  ['a parent that is no id', 400, () => http({ body: draft('x', { parentId: '0' }) })],
  ['a parent that is not there', 409, () => http({ body: draft('x', { parentId: randomUUID() }) })],
  [
    'file: as the article',
    400,
    () => http({ body: JSON.stringify({ article: { url: 'file:///etc/passwd' }, body: 'x' }) }),
  ],
  [
    'a metadata address as the article',
    400,
    () => http({ body: JSON.stringify({ article: { url: 'http://169.254.169.254/' }, body: 'x' }) }),
  ],
  [
    'a user name in the article',
    400,
    () => http({ body: JSON.stringify({ article: { url: 'https://paper.example@evil.io/' }, body: 'x' }) }),
  ],
  [
    'a punycode twin of the host',
    400,
    () => http({ body: JSON.stringify({ article: { url: 'https://xn--ppr-qna5f.example/' }, body: 'x' }) }),
  ],
  ['a short idempotency key', 400, () => http({ headers: ['Idempotency-Key: 1'], body: draft('x') })],
  ['a foreign origin', 403, () => http({ headers: ['Origin: https://paper.example.evil.io'], body: draft('x') })],
  ['a look-alike origin', 403, () => http({ headers: ['Origin: https://evilpaper.example'], body: draft('x') })],
  ['Origin: null', 403, () => http({ headers: ['Origin: null'], body: draft('x') })],
  [
    'a replayed form token of nobody',
    403,
    () => http({ headers: ['Origin: null'], body: draft('x', { form: { token: 'abc.def' } }) }),
  ],
  [
    'a JWT of alg none',
    401,
    () =>
      http({
        method: 'GET',
        path: '/v1/tokens',
        headers: ['Authorization: Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.'],
      }),
  ],
  [
    'a kid that is a path',
    401,
    () => http({ method: 'GET', path: '/v1/tokens', headers: ['Authorization: Bearer ../../etc/passwd'] }),
  ],
  [
    'SQL for a token',
    401,
    () => http({ method: 'GET', path: '/v1/tokens', headers: ["Authorization: Bearer 'or'1'='1"] }),
  ],
  [
    'basic authentication',
    401,
    () => http({ method: 'GET', path: '/v1/tokens', headers: ['Authorization: Basic YTpi'] }),
  ],
  ['a forged cursor', 400, () => http({ method: 'GET', path: `${COMMENTS}?article=welcome&after=${'A'.repeat(64)}` })],
  ['limit=-1', 400, () => http({ method: 'GET', path: `${COMMENTS}?article=welcome&limit=-1` })],
  ['a NUL in the query', 400, () => http({ method: 'GET', path: `${COMMENTS}?article=%00` })],
  ['SQL for an id', 400, () => http({ path: `${COMMENTS}/1'%20or%20'1'='1/reports`, body: '{"reason":"spam"}' })],
  ['SQL for a site', 404, () => http({ method: 'GET', path: "/v1/sites/paper'--/comments?article=a" })],
  [
    'a half-written escape in the path',
    [400, 404],
    () => http({ method: 'GET', path: '/v1/sites/%E0%A4%A/comments?article=a' }),
  ],
  ['dot segments', 404, () => http({ method: 'GET', path: '/v1/sites/../../../etc/passwd' })],
  ['encoded dot segments', 404, () => http({ method: 'GET', path: '/v1/sites/%2e%2e%2fpaper/comments?article=a' })],
  ['a backslash in the path', [400, 404], () => http({ method: 'GET', path: '/v1\\sites' })],
  [
    '1,001 articles at once',
    400,
    () =>
      http({
        path: '/v1/sites/paper/counts',
        body: JSON.stringify({ articles: Array.from({ length: 1_001 }, (_, at) => `a${at}`) }),
      }),
  ],
  [
    '101 articles in a query',
    400,
    () =>
      http({
        method: 'GET',
        path: `/v1/sites/paper/counts?${Array.from({ length: 101 }, (_, at) => `article=${at}`).join('&')}`,
      }),
  ],
  ['a revision that is none', 400, () => http({ method: 'GET', path: '/v1/sites/paper/counts?since=-1' })],
  ['another method', 405, () => http({ method: 'PUT', body: draft('x') })],
  ['an odd method', [404, 405], () => http({ method: 'PROPFIND' })],
  ['TRACE', [404, 405], () => http({ method: 'TRACE', headers: ['Content-Type: -'], length: null })],
  ['a method that is none', 400, () => http({ method: 'HACK' })],
  ['a URL of 64 kB', 431, () => http({ method: 'GET', path: `${COMMENTS}?article=${'a'.repeat(65_536)}` })],
  ['a header of 64 kB', 431, () => http({ headers: [`X-A: ${'a'.repeat(65_536)}`], body: draft('x') })],
  [
    '2,000 headers of 32 bytes',
    431,
    () =>
      http({
        headers: Array.from({ length: 2_000 }, (_, at) => `X-Header-${at}: ${'a'.repeat(16)}`),
        body: draft('x'),
      }),
  ],
  ['a length and chunks at once', 400, () => http({ headers: [chunked], body: '0\r\n\r\n' })],
  ['two lengths', 400, () => http({ headers: ['Content-Length: 5'], body: draft('x') })],
  ['a bare line feed', 400, () => Buffer.from(`GET / HTTP/1.1\nHost: a\n\n`)],
  ['a space before the colon', 400, () => http({ headers: ['Host : evil.example'], body: draft('x') })],
  ['no Host', 400, () => Buffer.from('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n')],
  ['two Hosts', 400, () => http({ method: 'GET', path: '/healthz', headers: ['Host: a.example', 'Host: b.example'] })],
  ['a Host that is none', 400, () => http({ method: 'GET', path: '/healthz', headers: ['Host: a b/c'] })],
  ['no HTTP at all', 400, () => Buffer.from('\u0016\u0003\u0001\u0000\u0000hello')],
]

test.each(refused)('%s gets a problem (%s)', async (_what, status, request) => {
  const answer = await raw(api.running.port, request())
  expectSound(answer)
  expect([status].flat()).toContain(answer.status)
})

test.each(Object.entries(inert))('%s are stored as they are and shown inert', async (_what, body) => {
  const article = `hostile-${randomUUID()}`
  const stored = await raw(
    api.running.port,
    http({ body: JSON.stringify({ article: { key: article }, body, author: { name: 'Ada' } }) }),
  )
  expectSound(stored)
  expect(stored.status).toBe(202)
  const { id } = (JSON.parse(stored.body) as { comment: { id: string } }).comment
  const order = { comments: [{ site: 'paper', id, version: 1 }], action: 'approve' }
  await api.ask('POST /v1/moderation/decisions', { body: order, token: 'moderator' })

  const page = await api.ask(`GET /v1/sites/paper/comments?article=${article}`)
  const [shown] = page.json['comments'] as { html: string }[]
  const tags = [...(shown?.html ?? '').matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name?.toLowerCase())
  expect(tags.filter((name) => !/^(p|a|em|strong|code|pre|blockquote|br|ul|ol|li|del)$/.test(name ?? ''))).toEqual([])
  expect(shown?.html).not.toMatch(/(?:href|src)\s*=\s*"?\s*(?:javascript|data|vbscript):/i)
  expect(shown?.html).not.toMatch(/<[^>]+\son\w+\s*=/i)
  const file = await api.ask(`GET /v1/moderation/comments/paper/${id}`, { token: 'reader' })
  expect((file.json['versions'] as { body: string }[])[0]?.body).toBe(kept(body))
})

test('bodies that start and never end are cut off, and meanwhile others are served', async () => {
  const slow = Array.from({ length: 200 }, () => raw(api.running.port, http({ length: 100 }), { mostMs: 40_000 }))
  const header = raw(api.running.port, 'POST /v1/sites/paper/comments HTTP/1.1\r\nHost: a\r\nX-Slow: ', {
    mostMs: 40_000,
  })
  const { status } = await api.ask('GET /v1/sites/paper/comments?article=welcome')
  expect(status).toBe(200)
  const answers = await Promise.all([...slow, header])
  expect(answers.map((answer) => answer.status).filter((one) => one !== 408 && one !== 400)).toEqual([])
})

test('requests in a pipeline are answered in order', async () => {
  const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
  const { head, body } = await raw(api.running.port, one('/healthz') + one('/v1/nothing') + one('/healthz'))
  const statuses = [...`${head}\r\n\r\n${body}`.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
  expect(statuses).toEqual(['200', '404', '200'])
})

test('an absolute address is the path it names', async () => {
  const answer = await raw(api.running.port, http({ method: 'GET', path: 'http://elsewhere.example/healthz' }))
  expect([200, 400]).toContain(answer.status)
})

test('a thread grows to its depth and no deeper, and no reply is its own ancestor', async () => {
  let above = parent
  for (let depth = 1; depth <= 100; depth += 1) {
    const made = await submitted(api, { parentId: above }).catch(() => undefined)
    if (!made) break
    await api.store.comments.decide({
      siteId: 'paper',
      actor: { kind: 'checks' },
      action: 'judge',
      moves: [{ commentId: made.id, version: 1, to: 'published', from: ['pending'] }],
    })
    above = made.id
  }
  const body = { article: { key: 'welcome' }, body: 'Too deep.', parentId: above }
  expect(await api.ask(`POST ${COMMENTS}`, { body })).toMatchObject({ status: 409, code: 'too-deep' })
})
