import type { Draft, Submitted } from '@parley/store'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../app.ts'
import { createPasses, type Lane } from '../counts/index.ts'
import { fakeDeps } from '../fakes/deps.ts'
import { listen } from '../http/server.ts'
import { createSites } from '../lookups/sites.ts'
import { createSubmitLane } from './index.ts'

const path = '/v1/sites/paper/comments'
const draft = { article: { key: 'welcome' }, author: { name: 'Ada' }, body: 'A calm remark.' }
const key = 'a-key-of-at-least-22-characters'
const json = { 'content-type': 'application/json' }

const accept = ({ id }: Draft): Submitted => ({ kind: 'accepted', id, version: 1, status: 'pending', replayed: false })

/** An api with the lane and one without, each over a store of its own that answers the same. */
const setUp = async (
  answer: (draft: Draft) => Submitted = accept,
  env: Record<string, string> = {},
  refusal: () => number | undefined = () => undefined,
  untilTold: () => Promise<void> | undefined = () => undefined,
) => {
  const start = async (withLane: boolean) => {
    const drafts: Draft[] = []
    const submit = async (given: Draft) => {
      drafts.push(given)
      return answer(given)
    }
    const made = await fakeDeps({ comments: { submit } }, env)
    const admission = { ...made.admission, refusal, untilTold }
    const lookups: string[] = []
    const sites = createSites({
      sites: {
        find: (id) => {
          lookups.push(id)
          return made.store.sites.find(id)
        },
      },
    })
    const deps = { ...made, admission, sites }
    const lane = await createSubmitLane(deps, createPasses(deps))
    const taken: boolean[] = []
    const watched: Lane = (req, res, leave) => {
      const takes = lane(req, res, leave)
      taken.push(takes)
      return takes
    }
    const served = { app: createApp(deps), log: made.log, port: 0, host: '127.0.0.1' }
    const server = await listen(withLane ? { ...served, lanes: [watched] } : served)
    onTestFinished(() => server.close())
    const ask = async (init: RequestInit, to = path) => {
      const answered = await fetch(`http://127.0.0.1:${server.port}${to}`, { method: 'POST', ...init })
      const { date: _date, ...headers } = Object.fromEntries(answered.headers)
      return { status: answered.status, headers, text: await answered.text() }
    }
    return { ask, drafts, taken, lookups, port: server.port, seen: made.seen, registry: made.measures.registry }
  }
  const [lane, framework] = [await start(true), await start(false)]
  await lane.ask({ headers: json, body: '{}' }) // makes the site known to the lane
  return { lane, framework }
}

/** An answer without what differs from one request to the next. */
const bare = ({ status, headers, text }: { status: number; headers: Record<string, string>; text: string }) => ({
  status,
  headers: { ...headers, 'x-request-id': 'ID' },
  text: text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.[\w-]{43})?/g, 'ID'),
})

const usual: [string, RequestInit, number][] = [
  ['a comment', { headers: json, body: JSON.stringify(draft) }, 202],
  ['one with a key', { headers: { ...json, 'idempotency-key': key }, body: JSON.stringify(draft) }, 202],
  [
    'one from a page of the site',
    { headers: { ...json, origin: 'https://paper.example' }, body: JSON.stringify(draft) },
    202,
  ],
  ['a short key', { headers: { ...json, 'idempotency-key': 'short' }, body: JSON.stringify(draft) }, 400],
  ['half an object', { headers: json, body: '{"article":' }, 400],
  ['bytes that are no UTF-8', { headers: json, body: Buffer.from([0x22, 0xff, 0x22]) }, 400],
  ['null', { headers: json, body: 'null' }, 400],
  ['an unknown field', { headers: json, body: JSON.stringify({ ...draft, status: 'published' }) }, 400],
  [
    'an address on another host',
    { headers: json, body: JSON.stringify({ ...draft, article: { url: 'https://other.example/a' } }) },
    400,
  ],
  [
    'a sign-in that is none',
    {
      headers: { ...json, origin: 'https://paper.example' },
      body: JSON.stringify({ ...draft, author: { jwt: 'a.b.c' } }),
    },
    401,
  ],
]

test.each(usual)('%s is answered by the lane as by the framework', async (_what, init, status) => {
  const { lane, framework } = await setUp()
  const [ours, theirs] = [await lane.ask(init), await framework.ask(init)]
  expect(lane.taken.at(-1)).toBe(true)
  expect(bare(ours)).toEqual(bare(theirs))
  expect(ours.status).toBe(status)
  const withoutIds = ({ id: _id, idempotencyHash: _key, receiptHash: _receipt, ...rest }: Draft) => rest
  expect(lane.drafts.map(withoutIds)).toEqual(framework.drafts.map(withoutIds))
})

test('what the store refuses is the same problem both ways', async () => {
  const { lane, framework } = await setUp(() => ({ kind: 'article-closed' }))
  const init = { headers: json, body: JSON.stringify(draft) }
  expect(bare(await lane.ask(init))).toEqual(bare(await framework.ask(init)))
})

test('a fault is logged and says nothing of itself', async () => {
  const { lane } = await setUp(() => {
    throw new Error('secret')
  })
  const { status, text } = await lane.ask({ headers: json, body: JSON.stringify(draft) })
  expect([status, text.includes('secret')]).toEqual([500, false])
  expect(lane.seen.lines.some((line) => line.includes('"http.fault"'))).toBe(true)
})

test.each([{}, { origin: 'https://paper.example' }])(
  'where more comes than can be stored soon, both ways say when to come again and store nothing: %o',
  async (more) => {
    const { lane, framework } = await setUp(accept, {}, () => 1)
    const init = { headers: { ...json, ...more }, body: JSON.stringify(draft) }
    const [first, ours, theirs] = [await lane.ask(init), await lane.ask(init), await framework.ask(init)]
    expect(lane.taken.slice(-2)).toEqual([true, true])
    expect(bare(ours)).toEqual(bare(theirs))
    expect([ours.status, ours.headers['retry-after'], lane.drafts]).toEqual([503, '1', []])
    expect(ours.headers['content-length']).toBe(theirs.headers['content-length'])
    expect(ours.headers['x-request-id']).not.toBe(first.headers['x-request-id'])
    expect(JSON.parse(ours.text)).toMatchObject({ instance: `urn:uuid:${ours.headers['x-request-id']}` })
    expect(await lane.registry.metrics()).toMatch(/_count\{.*status="503".*\} 2/)
  },
)

test('a refusal of many comes late both ways, and whoever hung up meanwhile harms nobody', async () => {
  const told = Promise.withResolvers<void>()
  const { lane, framework } = await setUp(
    accept,
    {},
    () => 1,
    () => told.promise,
  )
  const init = { headers: json, body: JSON.stringify(draft) }
  const answers: number[] = []
  const asked = [lane, framework].map(async ({ ask }) => void answers.push((await ask(init)).status))
  const gone = connect(lane.port, '127.0.0.1')
  await once(gone, 'connect')
  gone.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`)
  await expect.poll(() => lane.taken.length).toBe(3) // one was asked while setting up
  gone.destroy()
  expect(answers).toEqual([])
  told.resolve()
  await Promise.all(asked)
  expect(answers).toEqual([503, 503])
  expect([lane.drafts, framework.drafts]).toEqual([[], []])
  expect((await lane.ask(init)).status).toBe(503)
})

test('who is held on the framework’s way is stored where there is room by then', async () => {
  const told = Promise.withResolvers<void>()
  let isFull = true
  const refusal = () => (isFull ? 1 : undefined)
  let held = 0
  const untilTold = () => {
    held += 1
    return told.promise
  }
  const { framework } = await setUp(accept, {}, refusal, untilTold)
  const asked = framework.ask({ headers: json, body: JSON.stringify(draft) })
  await expect.poll(() => held).toBe(1)
  isFull = false
  told.resolve()
  expect((await asked).status).toBe(202)
  expect(framework.drafts).toHaveLength(1)
})

test('who sends too much is refused with the time to wait', async () => {
  const { lane } = await setUp(accept, { RATE_LIMIT_WRITE: '3/60' })
  const init = { headers: json, body: JSON.stringify(draft) }
  const answers = [await lane.ask(init), await lane.ask(init), await lane.ask(init)] // one was asked while setting up
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 429])
  expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(0)
})

test('what is malformed costs a write too', async () => {
  const { lane } = await setUp(accept, { RATE_LIMIT_WRITE: '3/60' })
  const ask = (body: string) => lane.ask({ headers: json, body })
  const answers = [await ask('{}'), await ask('{"article"'), await ask('{}'), await ask(JSON.stringify(draft))] // and one while setting up
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 429, 429])
})

test.each(['lane', 'framework'] as const)('by the %s, who is refused before storing wrote nothing', async (way) => {
  const { [way]: sent } = await setUp(accept, { RATE_LIMIT_WRITE: 'off' })
  const signedIn = { ...draft, author: { jwt: 'a.b.c' } }
  const refused: RequestInit[] = [
    { headers: { ...json, 'idempotency-key': 'short' }, body: JSON.stringify(draft) },
    { headers: json, body: JSON.stringify(signedIn) },
  ]
  for (let times = 0; times < 6; times += 1)
    for (const one of refused) expect((await sent.ask(one)).status).toBeGreaterThanOrEqual(400)
  await sent.ask({ headers: json, body: JSON.stringify(draft) })
  expect(sent.drafts.map(({ facts }) => facts)).toEqual([{}]) // from ten on it would say how many
})

test('who hangs up in the middle of a body leaves nothing behind', async () => {
  const { lane } = await setUp()
  const socket = connect(lane.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.end(
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"article":`,
  )
  await expect.poll(() => lane.seen.lines.at(-1)).toMatch(/"http.request".*"status":400/)
  expect(lane.drafts).toEqual([])
})

test('its requests are logged and measured as the framework’s are', async () => {
  const { lane, framework } = await setUp()
  const init = { headers: json, body: JSON.stringify(draft) }
  const told = async ({ ask, seen, registry }: typeof lane) => {
    await ask(init)
    const { requestId: _id, time: _time, ms: _ms, ...line } = JSON.parse(seen.lines.at(-1) ?? '{}')
    const metrics = await registry.metrics()
    return { line, count: /_count\{.*status="202".*\} 1/.exec(metrics)?.[0].replaceAll(/\w+="",?/g, '') !== undefined }
  }
  expect(await told(lane)).toEqual(await told(framework))
})

test.each([
  ['a moderator’s token', { headers: { ...json, authorization: 'Bearer x' }, body: JSON.stringify(draft) }, path],
  ['another origin', { headers: { ...json, origin: 'https://evil.example' }, body: JSON.stringify(draft) }, path],
  ['an origin that is none', { headers: { ...json, origin: 'null' }, body: JSON.stringify(draft) }, path],
  ['another type', { headers: { 'content-type': 'text/plain' }, body: JSON.stringify(draft) }, path],
  ['a body that is too large', { headers: json, body: JSON.stringify({ ...draft, body: 'x'.repeat(20_000) }) }, path],
  ['no body', { headers: json }, path],
  ['another site', { headers: json, body: JSON.stringify(draft) }, '/v1/sites/nowhere/comments'],
  ['another method', { method: 'PUT', headers: json, body: JSON.stringify(draft) }, path],
])('%s is left to the framework', async (_what, init, to) => {
  const { lane, framework } = await setUp()
  const [ours, theirs] = [await lane.ask(init, to), await framework.ask(init, to)]
  expect(lane.taken.at(-1)).toBe(false)
  expect(bare(ours)).toEqual(bare(theirs))
})

test('who asks for sites that are not there meets the limit, and no lookup behind it', async () => {
  const { lane, framework } = await setUp(accept, { RATE_LIMIT_READ: '5/60' })
  for (const { ask, lookups } of [lane, framework]) {
    const before = lookups.length
    for (let nth = 0; nth < 20; nth += 1)
      await ask({ headers: json, body: JSON.stringify(draft) }, `/v1/sites/nowhere-${nth}/comments`)
    expect(lookups.length - before).toBeLessThanOrEqual(5)
  }
})
