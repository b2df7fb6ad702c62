import { expect, onTestFinished, test, vi } from 'vitest'
import { ApiProblem } from './api-problem.ts'
import { createClient } from './create-client.ts'

type Sent = { url: string; init: RequestInit }

const clientWith = (answer: () => Response | Promise<Response>, timeoutMs = 1_000) => {
  const sent: Sent[] = []
  const send = (async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    const aborted = new Promise<never>((_, reject) =>
      init.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
    )
    return Promise.race([answer(), aborted])
  }) as unknown as typeof fetch
  return { client: createClient({ api: 'https://c.example', site: 'paper', fetch: send, timeoutMs }), sent }
}

test('a question is put into its address, and only what is there', async () => {
  const { client, sent } = clientWith(() => Response.json({ comments: [] }))
  await client.listComments({ article: 'a&b=c', sort: 'old', after: undefined, limit: 5 })
  await client.readChanges(7, ['a', 'ü'])
  expect(sent.map(({ url }) => url)).toEqual([
    'https://c.example/v1/sites/paper/comments?article=a%26b%3Dc&sort=old&limit=5',
    'https://c.example/v1/sites/paper/counts?since=7&article=a&article=%C3%BC',
  ])
  expect(sent.every(({ init }) => init.credentials === 'omit')).toBe(true)
})

test.each([
  [
    'a hundred long Cyrillic addresses',
    Array.from({ length: 100 }, (_, at) => `https://paper.example/${'я'.repeat(100)}-${at}`),
  ],
  ['more articles than an address may name', Array.from({ length: 101 }, (_, at) => `a${at}`)],
])('%s are asked for in a body, since a revision too', async (_what, articles) => {
  const { client, sent } = clientWith(() => Response.json({ counts: {}, revision: 7 }))
  await client.readCounts(articles)
  await client.readChanges(7, articles)
  const asked = ['https://c.example/v1/sites/paper/counts', 'POST', JSON.stringify({ articles })]
  expect(sent.map(({ url, init }) => [url, init.method, init.body])).toEqual([asked, asked])
})

test('an address is never longer than proxies take, and short ones are asked for in one, which caches keep', async () => {
  const { client, sent } = clientWith(() => Response.json({ counts: {}, revision: 7 }))
  for (let length = 0; length < 110; length += 1)
    await client.readCounts(Array.from({ length: 100 }, () => 'a b'.padEnd(length, 'x')))
  const read = sent.filter(({ init }) => init.method === 'GET')
  expect([read.length > 50, sent.at(-1)?.init.method]).toEqual([true, 'POST'])
  expect(Math.max(...read.map(({ url }) => url.length))).toBeLessThan(8_000)
})

test('an api’s address may end in a slash', async () => {
  const sent: string[] = []
  const send = (async (url: string) => Response.json({}, { headers: { sent: String(sent.push(url)) } })) as typeof fetch
  const client = createClient({ api: 'https://c.example/', site: 'paper', fetch: send })
  await client.readReceipt('r')
  await client.readCounts(['a'])
  expect(sent).toEqual(['https://c.example/v1/receipts/r', 'https://c.example/v1/sites/paper/counts?article=a'])
})

test('a comment is sent as JSON under its key', async () => {
  const { client, sent } = clientWith(() => Response.json({}, { status: 202 }))
  await client.submitComment({ article: { key: 'a' }, body: 'Hello' }, 'k'.repeat(22))
  expect(sent[0]?.init).toMatchObject({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'k'.repeat(22) },
    body: '{"article":{"key":"a"},"body":"Hello"}',
  })
})

test('an answer without a body is nothing', async () => {
  const { client } = clientWith(() => new Response(null, { status: 204 }))
  expect(await client.deleteComment('r')).toBeUndefined()
})

const cut = async () =>
  new Response(new ReadableStream({ start: (body) => body.error(new TypeError('terminated')) }), { status: 202 })

const problemWith = async (answer: () => Response | Promise<Response>, timeoutMs?: number) => {
  const thrown: unknown = await clientWith(answer, timeoutMs)
    .client.readReceipt('r')
    .catch((error: unknown) => error)
  if (!(thrown instanceof ApiProblem)) throw new Error('not a problem')
  const { code, status, retryAfterMs } = thrown
  return { code, status, retryAfterMs }
}

test('who writes from a host that is not the site’s learns so, though the browser tells nothing', async () => {
  const sent: string[] = []
  const client = (challenge: () => Response) => {
    const send = (async (url: string) => {
      sent.push(url.split('/').at(-1) ?? '')
      if (url.endsWith('/challenge')) return challenge()
      throw new TypeError('Failed to fetch')
    }) as unknown as typeof fetch
    return createClient({ api: 'https://c.example', site: 'paper', fetch: send })
  }
  const draft = { article: { key: 'a' }, body: 'Hello' }
  const foreign = () => Response.json({ type: 'urn:parley:problem:foreign-origin' }, { status: 403 })
  await expect(client(foreign).submitComment(draft)).rejects.toMatchObject({ code: 'foreign-origin' })
  await expect(client(foreign).editComment('r', 'Hello')).rejects.toMatchObject({ code: 'foreign-origin' })
  await expect(client(() => Response.json({ difficulty: 0 })).submitComment(draft)).rejects.toMatchObject({
    code: 'unreachable',
  })
  await expect(client(() => Response.error()).submitComment(draft)).rejects.toMatchObject({ code: 'unreachable' })
  expect(sent).toEqual(['comments', 'challenge', 'r', 'challenge', 'comments', 'challenge', 'comments', 'challenge'])
})

test('who writes into silence hears of it soon after the time it waits, not after twice that', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { client, sent } = clientWith(() => new Promise(() => {}), 15_000)
  let told: unknown
  void client.submitComment({ article: { key: 'a' }, body: 'Hello' }).catch((thrown: unknown) => (told = thrown))
  await vi.advanceTimersByTimeAsync(15_000)
  expect([sent.length, told]).toEqual([2, undefined])
  await vi.advanceTimersByTimeAsync(3_000)
  expect(told).toMatchObject({ code: 'unreachable' })
})

test('a refusal has the api’s code, and says when to come back', async () => {
  const refusal = () =>
    Response.json({ type: 'urn:parley:problem:too-many-requests' }, { status: 429, headers: { 'Retry-After': '3' } })
  expect(await problemWith(refusal)).toEqual({ code: 'too-many-requests', status: 429, retryAfterMs: 3_000 })
})

test.each([
  ['a proxy’s page', () => new Response('<h1>Bad gateway</h1>', { status: 502 }), { code: 'unknown', status: 502 }],
  [
    'JSON of somebody else',
    () => Response.json({ type: 'about:blank' }, { status: 500 }),
    { code: 'unknown', status: 500 },
  ],
  ['no JSON where there should be', () => new Response('hello'), { code: 'unknown', status: 200 }],
  ['no answer', () => Promise.reject(new TypeError('Failed to fetch')), { code: 'unreachable', status: 0 }],
  ['no answer in time', () => new Promise<Response>(() => {}), { code: 'unreachable', status: 0 }],
  ['an answer that is cut off on its way', cut, { code: 'unreachable', status: 0 }],
  ['an empty answer', () => new Response(''), { code: 'unknown', status: 200 }],
] as const)('%s is told apart', async (_what, answer, expected) => {
  expect(await problemWith(answer, 50)).toEqual({ ...expected, retryAfterMs: undefined })
})
