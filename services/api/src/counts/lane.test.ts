import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../app.ts'
import { fakeDeps } from '../fakes/deps.ts'
import { listen } from '../http/server.ts'
import { fakeStore, virtualTicker } from './fakes.ts'
import { createCounts, createCountsLane, createPasses, type Lane } from './index.ts'

const setUp = async (env: Record<string, string> = {}) => {
  const store = fakeStore()
  const ticker = virtualTicker()
  const made = await fakeDeps({}, env)
  const counts = createCounts({ store, ticker, log: made.log })
  const deps = { ...made, counts }
  const lane = await createCountsLane(deps, createPasses(deps))
  const taken: boolean[] = []
  const watched: Lane = (req, res, leave) => {
    const takes = lane(req, res, leave)
    taken.push(takes)
    return takes
  }
  const served = { app: createApp(deps), log: made.log, port: 0, host: '127.0.0.1' }
  const servers = { lane: await listen({ ...served, lanes: [watched] }), framework: await listen(served) }
  onTestFinished(async () => {
    await Promise.all([servers.lane.close(), servers.framework.close(), counts.close()])
  })
  const ask = (way: 'lane' | 'framework', request: string) => exchange(servers[way].port, request)
  return { store, ticker, counts, ask, taken, deps }
}

/** What a socket answers to these bytes, without what differs each time. */
const exchange = (port: number, request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request.replaceAll('\n', '\r\n')))
    socket.on('data', (bytes) => (answer += bytes.toString('utf8')))
    socket.on('error', reject)
    socket.on('close', () =>
      resolve(
        answer
          .replace(/^x-request-id: [0-9a-f-]{36}\r$/m, 'x-request-id: …\r')
          .replace(/urn:uuid:[0-9a-f-]{36}/, 'urn:uuid:…')
          .replace(/^Date: .*\r$/m, 'Date: …\r'),
      ),
    )
  })

const get = (path: string, ...headers: string[]) =>
  [`GET ${path} HTTP/1.1`, 'Host: paper.example', 'Connection: close', ...headers, '', ''].join('\n')
const counts = '/v1/sites/paper/counts'

const many = Array.from({ length: 100 }, (_, at) => `article=k${at}`).join('&')
const takes = [
  ['one article', get(`${counts}?article=a`)],
  ['several, known and unknown', get(`${counts}?article=a&article=b&article=nothing`)],
  ['a hundred', get(`${counts}?${many}`)],
  ['an article twice', get(`${counts}?article=a&article=a`)],
  ['an address', get(`${counts}?article=https%3A%2F%2Fpaper.example%2Fstory%2F%3Futm_source%3Dx`)],
  ['names beyond ASCII', get(`${counts}?article=%D0%B0%D1%80%D1%82%D1%8B%D0%BA%D1%83%D0%BB&article=a+b`)],
  ['special names', get(`${counts}?article=__proto__&article=10&article=%22`)],
  ['a tag that does not match', get(`${counts}?article=a`, 'If-None-Match: "x"')],
  ['any tag', get(`${counts}?article=a`, 'If-None-Match: *')],
  ['HTTP/1.0', `GET ${counts}?article=a HTTP/1.0\nHost: x\n\n`],
  ['since now', get(`${counts}?since=3`)],
  ['since earlier, among articles', get(`${counts}?since=1&article=a&article=b`)],
  [
    'headers of a browser',
    get(`${counts}?article=a`, 'Origin: https://elsewhere.example', 'Accept-Encoding: gzip, br'),
  ],
] as const

const leaves = [
  ['no question', get(counts)],
  ['an empty question', get(`${counts}?`)],
  ['more than a hundred', get(`${counts}?${many}&article=another`)],
  ['an unknown field', get(`${counts}?article=a&limit=-1`)],
  ['a control character', get(`${counts}?article=a%00`)],
  ['an unknown site', get('/v1/sites/nowhere/counts?article=a')],
  ['a site that is no slug', get('/v1/sites/%2e%2e/counts?article=a')],
  ['another site’s article', get('/v1/sites/other/counts?article=a')],
  ['another path', get('/v1/sites/paper/counts/?article=a')],
  ['a deeper path', get('/v1/sites/paper/x/counts?article=a')],
  ['HEAD', get(`${counts}?article=a`).replace('GET', 'HEAD')],
  ['OPTIONS', get(`${counts}?article=a`).replace('GET', 'OPTIONS')],
  ['DELETE', get(`${counts}?article=a`).replace('GET', 'DELETE')],
  ['a body', `${get(`${counts}?article=a`, 'Content-Length: 2')}{}`],
  ['two tags in two headers', get(`${counts}?article=a`, 'If-None-Match: "x"', 'If-None-Match: *')],
  ['an absolute address', get(`http://paper.example${counts}?article=a`)],
  ['since the future', get(`${counts}?since=9`)],
  ['an article that was never asked about', get(`${counts}?article=never-asked`)],
] as const

const warm = async () => {
  const set = await setUp()
  for (const [key, count] of [
    ['a', 3],
    ['https://paper.example/story', 5],
    ['b', 7],
  ] as const) {
    set.store.happen('paper', key, count)
  }
  // The framework reads what is missing, and the lane learns of the site.
  for (const [, request] of takes) await set.ask('lane', request)
  set.taken.length = 0
  return set
}

test.each(takes)('the lane answers %s byte for byte as the framework does', async (_, request) => {
  const { ask, taken } = await warm()
  const first = await ask('lane', request)
  expect(taken).toEqual([true])
  expect(first).toBe(await ask('framework', request))
  expect(await ask('lane', request)).toBe(first)
  expect(first).toMatch(/^HTTP\/1\.1 (200|304)/)
})

test.each(leaves)('the lane leaves %s to the framework', async (_, request) => {
  const { ask, taken } = await warm()
  const through = await ask('lane', request)
  expect(taken).toEqual([false])
  if (!request.includes('never-asked')) expect(through).toBe(await ask('framework', request))
})

test('an answer that is unchanged has no header that guards a body', async () => {
  const { ask } = await warm()
  const namesOf = (answer: string) => [...answer.matchAll(/^([\w-]+): /gm)].map(([, name]) => name?.toLowerCase())
  const whole = namesOf(await ask('lane', get(`${counts}?article=a`)))
  const same = namesOf(await ask('lane', get(`${counts}?article=a`, 'If-None-Match: *')))
  expect(same).toEqual(expect.arrayContaining(['access-control-allow-origin', 'cache-control', 'etag', 'x-request-id']))
  expect(whole.filter((name) => !same.includes(name))).toEqual([
    'content-security-policy',
    'content-type',
    'cross-origin-resource-policy',
    'x-content-type-options',
    'x-frame-options',
    'content-length',
  ])
})

test('an answer is 304 until its counts change, and new at once', async () => {
  const { store, ask, counts: held, ticker, taken } = await warm()
  const etag = /^etag: (.*)\r$/m.exec(await ask('lane', get(`${counts}?article=a`)))?.[1]
  const again = get(`${counts}?article=a`, `If-None-Match: ${etag}`)
  expect(await ask('lane', again)).toMatch(/^HTTP\/1\.1 304/)
  held.nudge('paper', store.happen('paper', 'a', 4))
  await ticker.advance(20)
  const changed = await ask('lane', again)
  expect(changed).toContain('{"counts":{"a":4},"revision":4}')
  expect(taken.every(Boolean)).toBe(true)
})

test('a repaired count is new, though no revision tells of it', async () => {
  const { store, ask, ticker, taken } = await warm()
  const question = get(`${counts}?article=a`)
  expect(await ask('lane', question)).toContain('{"a":3}')
  store.repair('paper', 'a', 2)
  await ticker.advance(300)
  expect(await ask('lane', question)).toContain('{"a":2}')
  expect(await ask('lane', question)).toContain('{"a":2}')
  expect(taken).toEqual([true, false, true])
})

test('what is not known to be fresh is not answered here', async () => {
  const { store, ask, ticker, taken } = await warm()
  store.leave()
  await ticker.advance(1_100)
  expect(await ask('lane', get(`${counts}?article=a`))).toMatch(/^HTTP\/1\.1 503/)
  expect(taken).toEqual([false])
})

test('the limit on reads is one, whichever way a request took', async () => {
  const { ask, store } = await setUp({ RATE_LIMIT_READ: '20/60' })
  store.happen('paper', 'a', 3)
  const answers: string[] = []
  for (let at = 0; at < 30; at += 1)
    answers.push((await ask(at % 3 === 0 ? 'framework' : 'lane', get(`${counts}?article=a`))).slice(9, 12))
  expect(answers.slice(0, 20).every((status) => status === '200')).toBe(true)
  expect(answers.slice(20).every((status) => status === '429')).toBe(true)
})

test('what the lane serves is measured like what the framework serves', async () => {
  const { ask, deps } = await warm()
  const served = async () => {
    const metrics = await deps.measures.registry.metrics()
    return [
      /^parley_http_request_duration_seconds_count\{.*route="\/v1\/sites\/:site\/counts",status="200"\} (\d+)$/m,
      /^parley_counts_served_total\{from="memory",status="200"\} (\d+)$/m,
    ].map((line) => Number(line.exec(metrics)?.[1]))
  }
  const before = await served()
  expect(before).toEqual(await served())
  await ask('lane', get(`${counts}?article=a`))
  await ask('framework', get(`${counts}?article=a`))
  expect(await served()).toEqual(before.map((count) => count + 2))
})
