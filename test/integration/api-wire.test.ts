import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSoundly, freshApi, type Api } from './api-client.ts'
import { raw } from './api-raw.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => endSoundly(api))

const POST = 'POST /v1/sites/paper/comments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
/** What an attacker wants to be taken for the next request of somebody else. */
const HIDDEN = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'
const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))

const smuggled: Record<string, string> = {
  'CL before TE': `${POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'TE before CL': `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n${HIDDEN}\r\n0\r\n\r\n`,
  'two lengths': `${POST}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${HIDDEN}`,
  'a list of lengths': `${POST}Content-Length: 0, 44\r\n\r\n${HIDDEN}`,
  'a signed length': `${POST}Content-Length: +0\r\n\r\n${HIDDEN}`,
  'a negative length': `${POST}Content-Length: -1\r\n\r\n${HIDDEN}`,
  'a length in hex': `${POST}Content-Length: 0x0\r\n\r\n${HIDDEN}`,
  'an encoding that is none': `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'an encoding after a tab': `${POST}Content-Length: 5\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'an encoding twice': `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
  'a chunk size with a sign': `${POST}Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n${HIDDEN}`,
  'a chunk ended by a bare line feed': `${POST}Transfer-Encoding: chunked\r\n\r\n0\n\n${HIDDEN}`,
  'a folded header': `${POST}X-A: b\r\n Content-Length: 44\r\nContent-Length: 0x\r\n\r\n${HIDDEN}`,
  'a bare carriage return': `${POST}X-A: b\rContent-Length: 44\r\nContent-Length: 0x\r\n\r\n${HIDDEN}`,
  'a NUL in a header': `${POST}X-A: b\0c\r\nContent-Length: 0\r\n\r\n${HIDDEN}`,
  'a NUL in a name': `${POST}X\0A: b\r\nContent-Length: 0\r\n\r\n${HIDDEN}`,
}

test.each(Object.entries(smuggled))('%s hides no second request', async (_, bytes) => {
  const { status, head, body } = await raw(api.running.port, bytes, { quietMs: 300 })
  expect(status).toBe(400)
  // One answer, and the connection ends: what came after was read by nobody.
  expect(statusesOf(`${head}\r\n\r\n${body}`)).toEqual([400])
  expect(head.toLowerCase()).toContain('connection: close')
})

const odd: Record<string, [string, number[]]> = {
  CONNECT: ['CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n', [0, 400, 404, 405]],
  'an upgrade to HTTP/2': [
    'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n',
    [200],
  ],
  'an upgrade to a websocket': [
    'GET /v1/sites/paper/events HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n',
    [200],
  ],
  'the preface of HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  'HTTP/0.9': ['GET /healthz\r\n\r\n', [0, 400]],
  'HTTP/3.7': ['GET /healthz HTTP/3.7\r\nHost: a\r\n\r\n', [400]],
  'an expectation nobody meets': [`${POST}Expect: a-miracle\r\nContent-Length: 2\r\n\r\n{}`, [400, 417]],
  'a star for a path': ['OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', [200, 204, 400, 404, 405]],
  'two slashes': ['GET //elsewhere.example/healthz HTTP/1.1\r\nHost: a\r\n\r\n', [400, 404]],
  'a path parameter': ['GET /v1/sites/paper;x=/../../moderation/comments HTTP/1.1\r\nHost: a\r\n\r\n', [400, 401, 404]],
  'another address than its Host': ['GET http://b.example/v1/sites HTTP/1.1\r\nHost: a\r\n\r\n', [400, 401]],
}

test.each(Object.entries(odd))('%s is answered, and nothing else happens', async (_, [bytes, allowed]) => {
  const { status, head, body } = await raw(api.running.port, bytes, { quietMs: 300, mostMs: 5_000 })
  expect(allowed).toContain(status)
  expect(head + body).not.toMatch(/node_modules|\.ts:|at async|postgres/i)
})

test('a request that says nothing of a body has an empty one, and the next on its connection is answered too', async () => {
  const { head, body } = await raw(api.running.port, `${POST}\r\n${HIDDEN}`, { quietMs: 300 })
  expect(statusesOf(`${head}\r\n\r\n${body}`)).toEqual([400, 200])
})

const TOO_MUCH = 10_485_760
const tooMuch: Record<string, [string, () => Buffer]> = {
  'declared as much': [`Content-Length: ${TOO_MUCH}\r\n`, () => Buffer.alloc(TOO_MUCH, 'x')],
  'in chunks': [
    'Transfer-Encoding: chunked\r\n',
    () => Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`.repeat(TOO_MUCH / 65_536)),
  ],
}

/** A connection that ends before all was read is reset, and takes the answer with it: often, not always. */
test.each(Object.entries(tooMuch))(
  'who sends 10 MB %s reads why it is refused, each time',
  async (_, [framing, body]) => {
    const bytes = body()
    for (const last of ['', 'Connection: close\r\n']) {
      for (let round = 0; round < 3; round += 1) {
        const asked = Array.from({ length: 4 }, () =>
          raw(api.running.port, [`${POST}${last}${framing}\r\n`, bytes], { quietMs: 1_000 }),
        )
        expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([413, 413, 413, 413])
      }
    }
  },
)

test('two hosts before 10 MB are answered too', async () => {
  const head = `${POST}Host: b\r\nContent-Length: ${TOO_MUCH}\r\n\r\n`
  const asked = Array.from({ length: 10 }, () =>
    raw(api.running.port, [head, Buffer.alloc(TOO_MUCH)], { quietMs: 1_000 }),
  )
  expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([400]))
})

test('two thousand sockets that say nothing keep nobody from being served', async () => {
  const silent = Array.from({ length: 2_000 }, () => raw(api.running.port, '', { mostMs: 6_000 }))
  const { status } = await api.ask('GET /v1/sites/paper/comments?article=welcome')
  expect(status).toBe(200)
  expect((await Promise.all(silent)).filter((answer) => answer.status >= 500)).toEqual([])
})
