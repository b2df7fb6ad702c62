import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { MAX_ADDRESS, MAX_COUNTS_BYTES, ProblemError } from '@parley/contracts'
import type { Env } from '../../context.ts'
import { createCounts } from '../../counts/index.ts'
import { fakeStore, virtualTicker } from '../../counts/fakes.ts'
import { createLimits } from '../../limits/limits.ts'
import { createMeasures } from '../system/measures.ts'
import { counts } from './counts.ts'

const site = { id: 'news', hosts: ['news.example', 'mirror.example'] } as Env['Variables']['site']

const setUp = (read: { points: number; seconds: number } | 'off' = 'off') => {
  const store = fakeStore()
  const ticker = virtualTicker()
  const held = createCounts({ store, ticker, log: { warn: () => {}, info: () => {} } })
  onTestFinished(() => held.close())
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    c.set('site', site)
    c.set('network', { today: 'a network' })
    await next()
  })
  const limits = createLimits({ read, write: 'off', guarded: 'off', badToken: 'off' })
  app.route('/counts', counts({ counts: held, limits, measures: createMeasures() }))
  app.onError((fault, c) =>
    fault instanceof ProblemError
      ? c.json({ code: fault.code, errors: fault.extra.errors }, fault.status)
      : c.json({ fault: String(fault) }, 500),
  )
  const get = (query: string, headers: Record<string, string> = {}) => app.request(`/counts?${query}`, { headers })
  const post = (body: unknown) =>
    app.request('/counts', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
  return { store, ticker, get, post }
}

test('counts are answered under the names asked for, zeros and unknown ones included', async () => {
  const { store, get } = setUp()
  store.happen('news', 'a', 11)
  store.happen('news', 'b', 0)
  const answer = await get('article=a&article=b&article=unknown')
  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe('{"counts":{"a":11,"b":0,"unknown":0},"revision":2}')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=1, stale-while-revalidate=5')
  expect(answer.headers.get('content-type')).toBe('application/json')
})

test('an address is folded as on submit and echoed as it was asked', async () => {
  const { store, get } = setUp()
  store.happen('news', 'https://news.example/story', 3)
  const asked = [
    'https://news.example/story/',
    'http://NEWS.example/story?utm_source=feed#comments',
    'https://mirror.example//story',
    `https://news.example/story?utm_campaign=${'x'.repeat(1_500)}`,
    'https://other.example/story',
  ]
  const answer = await get(asked.map((one) => `article=${encodeURIComponent(one)}`).join('&'))
  expect(await answer.json()).toMatchObject({
    counts: Object.fromEntries(asked.map((one, at) => [one, at < 4 ? 3 : 0])),
  })
})

test('names that are special to JavaScript are names like others, in the order asked', async () => {
  const { store, get, post } = setUp()
  store.happen('news', '__proto__', 7)
  const names = ['b', '10', '2', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '"', '</script>']
  const expected = names.map((name) => `${JSON.stringify(name)}:${name === '__proto__' ? 7 : 0}`).join(',')
  const text = await (await get(names.map((one) => `article=${encodeURIComponent(one)}`).join('&'))).text()
  expect(text).toBe(`{"counts":{${expected}},"revision":1}`)
  expect(await (await post(`{"articles":${JSON.stringify(names)}}`)).text()).toBe(text)
})

test('an article asked twice is answered once', async () => {
  const { get } = setUp()
  expect(await (await get('article=a&article=a&article=%61')).text()).toBe('{"counts":{"a":0},"revision":0}')
})

test('a hundred articles fit into an address and a thousand into a body; more is refused, never cut', async () => {
  const { get, post } = setUp()
  const names = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`)
  const query = (count: number) =>
    names(count)
      .map((name) => `article=${name}`)
      .join('&')
  expect(Object.keys(((await (await get(query(100))).json()) as { counts: object }).counts)).toHaveLength(100)
  const refused = await get(query(101))
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ errors: [{ in: 'query', pointer: '/article' }] })
  expect(
    Object.keys(((await (await post({ articles: names(1_000) })).json()) as { counts: object }).counts),
  ).toHaveLength(1_000)
  expect((await post({ articles: names(1_001) })).status).toBe(400)
})

test('a body holds a thousand of the longest names; one byte more is refused as too large', async () => {
  const { post } = setUp()
  const names = Array.from({ length: 1_000 }, (_, at) => `https://other.example/${at}/`.padEnd(MAX_ADDRESS, 'a'))
  const body = JSON.stringify({ articles: names }).replaceAll('","', '", "')
  const counted = await post(body.padEnd(MAX_COUNTS_BYTES))
  expect(counted.status).toBe(200)
  expect(Object.keys(((await counted.json()) as { counts: object }).counts)).toEqual(names)
  const refused = await post(body.padEnd(MAX_COUNTS_BYTES + 1))
  expect([refused.status, await refused.json()]).toEqual([413, { code: 'body-too-large' }])
})

test('a name that is too long for an article counts 0 beside the others', async () => {
  const { store, get, post } = setUp()
  store.happen('news', 'a', 3)
  const [key, address] = ['k'.repeat(513), `https://news.example/${'a'.repeat(2_100)}`]
  const counts = { a: 3, [key]: 0, [address]: 0 }
  const asked = await get(`article=a&article=${key}&article=${address}`)
  expect([asked.status, await asked.json()]).toEqual([200, { counts, revision: 1 }])
  expect(await (await post({ articles: ['a', key, address] })).json()).toEqual({ counts, revision: 1 })
})

test.each([
  ['nothing', ''],
  ['an empty name', 'article='],
  ['an empty name among others', 'article=a&article=&article=b'],
  ['a control character', 'article=a%00b'],
  ['a line break', 'article=a%0Ab'],
  ['a direction override', 'article=a%E2%80%AEb'],
  ['an unknown field', 'article=a&limit=-1'],
  ['a negative revision', 'since=-1'],
  ['a revision that is no number', 'since=1e3'],
  ['a revision beyond all numbers', 'since=9007199254740993'],
  ['two revisions', 'since=1&since=2'],
])('%s is refused with the place', async (_, query) => {
  const answer = await setUp().get(query)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'invalid-request', errors: [{ in: 'query' }] })
})

test.each([
  ['null', null],
  ['a list', ['a']],
  ['a text', '"articles"'],
  ['no articles', {}],
  ['an empty list', { articles: [] }],
  ['a name that is no text', { articles: ['a', 1] }],
  ['a name that is null', { articles: [null] }],
  ['an unknown field', { articles: ['a'], since: 1 }],
  ['a prototype', '{"__proto__":{"articles":["a"]}}'],
])('a body that is %s is refused', async (_, body) => {
  expect((await setUp().post(body)).status).toBe(400)
})

test('an answer that did not change is 304, weakly compared, until it changes', async () => {
  const { store, ticker, get } = setUp()
  store.happen('news', 'a', 1)
  const etag = (await get('article=a&article=b')).headers.get('etag') ?? ''
  store.happen('news', 'elsewhere', 9)
  await ticker.advance(300)
  for (const tag of [etag, etag.slice(2), `"x", ${etag}`, '*']) {
    const answer = await get('article=a&article=b', { 'if-none-match': tag })
    expect([tag, answer.status, await answer.text()]).toEqual([tag, 304, ''])
    expect(answer.headers.get('etag')).toBe(etag)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=1, stale-while-revalidate=5')
  }
  store.happen('news', 'b', 1)
  await ticker.advance(300)
  expect((await get('article=a&article=b', { 'if-none-match': etag })).status).toBe(200)
})

test('another process, another epoch or a history that went back never answers 304 to an older tag', async () => {
  const { store, ticker, get } = setUp()
  store.happen('news', 'a', 1)
  const etag = (await get('article=a')).headers.get('etag') ?? ''
  const restarted = setUp()
  restarted.store.happen('news', 'a', 2)
  expect((await restarted.get('article=a', { 'if-none-match': etag })).status).toBe(200)
  store.repair('news', 'a', 2)
  await ticker.advance(300)
  const repaired = await get('article=a', { 'if-none-match': etag })
  expect(await repaired.json()).toMatchObject({ counts: { a: 2 } })
  store.goBack('news', 0)
  store.happen('news', 'a', 5)
  store.goBack('news', 0)
  await ticker.advance(300)
  expect((await get('article=a', { 'if-none-match': repaired.headers.get('etag') ?? '' })).status).toBe(200)
})

test('since a revision: what changed, by the names asked for; nothing; a fresh start', async () => {
  const { store, get } = setUp()
  store.happen('news', 'https://news.example/story', 1)
  store.happen('news', 'b', 2)
  const body = async (query: string) => (await get(query)).text()
  expect(await body('since=1')).toBe('{"counts":{"b":2},"revision":2}')
  expect(await body('since=2')).toBe('{"counts":{},"revision":2}')
  expect(await body('since=3')).toBe('{"counts":{},"revision":2,"reset":true}')
  const story = `article=${encodeURIComponent('https://mirror.example/story/')}&article=b&article=c`
  expect(await body(`since=0&${story}`)).toBe('{"counts":{"https://mirror.example/story/":1,"b":2},"revision":2}')
  expect(await body(`${story}&since=1`)).toBe('{"counts":{"b":2},"revision":2}')
})

test('an empty answer to since is 200, and 304 only to a tag', async () => {
  const { store, get } = setUp()
  store.happen('news', 'a', 1)
  const empty = await get('since=1')
  expect(empty.status).toBe(200)
  expect((await get('since=1', { 'if-none-match': empty.headers.get('etag') ?? '' })).status).toBe(304)
})

test('while the store is away longer than a second no count is told', async () => {
  const { store, ticker, get } = setUp()
  store.happen('news', 'a', 1)
  await get('article=a')
  store.leave()
  await ticker.advance(900)
  expect((await get('article=a')).status).toBe(200)
  await ticker.advance(200)
  expect((await get('article=a')).status).toBe(503)
})

test('a question of a thousand articles takes of the read limit what ten of a hundred take', async () => {
  const { post } = setUp({ points: 17, seconds: 60 })
  const ask = async (count: number) =>
    (await post({ articles: Array.from({ length: count }, (_, at) => `k${at}`) })).status
  // The first one of each is taken before the route.
  expect([await ask(100), await ask(1_000), await ask(900), await ask(100), await ask(101)]).toEqual([
    200, 200, 200, 200, 429,
  ])
})
