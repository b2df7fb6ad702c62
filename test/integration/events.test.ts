import { commentEvent, countsEvent, resetEvent } from '@parley/contracts'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { byModerator, moveOf, placed } from '../support/store.ts'
import { until } from '../support/until.ts'
import { freshApi, published, submitted, type Api } from './api-client.ts'
import { openEvents } from './event-stream.ts'

let api: Api
let sites = 0

beforeAll(async () => {
  api = await freshApi({ STREAMS_PER_NETWORK: '4' })
})
afterAll(() => api?.[Symbol.asyncDispose]())

const freshSite = async (): Promise<string> => {
  const id = `events-${(sites += 1)}`
  await api.store.sites.add({ id, name: id, hosts: [`${id}.example`] })
  return id
}
const at = (siteId: string, query = '') => `${api.running.url}/v1/sites/${siteId}/events${query}`

test('a stream begins with the counts it asked for, then tells a published comment and its count, and its going', async () => {
  const siteId = await freshSite()
  using stream = await openEvents(at(siteId, '?article=a&article=b'))
  expect([stream.status, stream.headers['content-type']]).toEqual([200, 'text/event-stream'])
  expect(stream.headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
  const first = await stream.next()
  expect(first).toMatchObject({ event: 'counts', id: '0', data: { counts: { a: 0, b: 0 }, revision: 0 } })

  const { id } = await published(api, { site: siteId, article: 'a' })
  const came = await stream.next('comment')
  expect(commentEvent.parse(came.data)).toMatchObject({ id, article: 'a', kind: 'published' })
  const counted = await stream.next('counts')
  expect(countsEvent.parse(counted.data).counts).toEqual({ a: 1 })
  expect(counted.id).toBe(String(counted.data['revision']))

  await byModerator(api.store, [moveOf(id, 'removed')], 'ada', siteId)
  expect((await stream.next('comment')).data).toMatchObject({ id, kind: 'gone' })
  expect((await stream.next('counts')).data['counts']).toEqual({ a: 0 })
})

test('a stream hears of its own articles only, of no held comment, and of an address by the name it gave', async () => {
  const siteId = await freshSite()
  const name = `http://${siteId}.example/story/?utm_source=x`
  using one = await openEvents(at(siteId, `?article=${encodeURIComponent(name)}`))
  using whole = await openEvents(at(siteId))
  await Promise.all([one.next('counts'), whole.next('counts')])
  await placed(api.store, 'held', { siteId, articleKey: 'elsewhere' })
  await placed(api.store, 'published', { siteId, articleKey: 'elsewhere' })
  await placed(api.store, 'published', { siteId, articleKey: `https://${siteId}.example/story` })
  expect((await one.next('comment')).data).toMatchObject({ article: name })
  expect((await one.next('counts')).data['counts']).toEqual({ [name]: 1 })
  expect(one.told).toHaveLength(3)
  await until('both are told', () => whole.told.filter(({ event }) => event === 'comment').length === 2, {
    timeoutMs: 10_000,
  })
})

test('an edit that is published is told as the same comment again', async () => {
  const siteId = await freshSite()
  const { id, receipt } = await published(api, { site: siteId, article: 'a' })
  using stream = await openEvents(at(siteId, '?article=a'))
  await stream.next('counts')
  await api.ask(`PATCH /v1/receipts/${receipt}`, { body: { body: 'Another text.' } })
  await byModerator(api.store, [moveOf(id, 'published', { version: 2 })], 'ada', siteId)
  expect((await stream.next('comment')).data).toMatchObject({ id, kind: 'published' })
  await byModerator(api.store, [moveOf(id, 'removed', { version: 2 })], 'ada', siteId)
  expect((await stream.next('comment')).data).toMatchObject({ id, kind: 'gone' })
})

test.each(['last-event-id', 'since'])(
  'who comes back by %s is told what it missed, once, and nothing it knows',
  async (by) => {
    const siteId = await freshSite()
    const known = await published(api, { site: siteId, article: 'a' })
    using before = await openEvents(at(siteId, '?article=a'))
    const { id: place } = await before.next('counts')
    before[Symbol.dispose]()
    const missed = await published(api, { site: siteId, article: 'a' })
    await published(api, { site: siteId, article: 'b' })
    const again = () =>
      by === 'since'
        ? openEvents(at(siteId, `?article=a&since=${place}`))
        : openEvents(at(siteId, '?article=a'), { headers: { 'last-event-id': place } })
    using after = await again()
    expect((await after.next()).data).toMatchObject({ id: missed.id, kind: 'published' })
    expect((await after.next()).data['counts']).toEqual({ a: 2 })
    expect(JSON.stringify(after.told)).not.toContain(known.id)

    const last = after.lastId()
    using current = await openEvents(at(siteId, '?article=a'), { headers: { 'last-event-id': last } })
    await published(api, { site: siteId, article: 'a' })
    expect((await current.next()).event).toBe('comment')
  },
)

test.each(['999999999', '-1', '1e3', 'x'.repeat(99), '9'.repeat(30), "0' or 1=1"])(
  'a place that is none of ours, %s, is a reset and never an error',
  async (place) => {
    const siteId = await freshSite()
    const { id } = await published(api, { site: siteId, article: 'a' })
    using stream = await openEvents(at(siteId, '?article=a'), { headers: { 'last-event-id': place } })
    const reset = await stream.next()
    expect([stream.status, reset.event]).toEqual([200, 'reset'])
    expect(resetEvent.parse(reset.data).revision).toBeGreaterThan(0)
    expect((await stream.next('counts')).data['counts']).toEqual({ a: 1 })
    await byModerator(api.store, [moveOf(id, 'removed')], 'ada', siteId)
    expect((await stream.next('comment')).data).toMatchObject({ kind: 'gone' })
  },
)

test('a restored database is another history: streams are told to read afresh and go on', async () => {
  const siteId = await freshSite()
  await published(api, { site: siteId, article: 'a' })
  using stream = await openEvents(at(siteId, '?article=a'))
  await stream.next('counts')
  const database = new Client({ connectionString: api.databaseUrl })
  await database.connect()
  await database.query('update site set epoch = epoch + 1 where id = $1', [siteId])
  await database.end()
  await stream.next('reset')
  const id = await placed(api.store, 'published', { siteId, articleKey: 'a' })
  expect((await stream.next('comment')).data).toMatchObject({ id, kind: 'published' })
})

test('a network has so many streams and no more until it closes one', async () => {
  const siteId = await freshSite()
  const open = await Promise.all(Array.from({ length: 4 }, () => openEvents(at(siteId))))
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const refused = await openEvents(at(siteId))
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30'])
  for (const one of open) one[Symbol.dispose]()
  await until(
    'there is room again',
    async () => {
      using one = await openEvents(at(siteId))
      return one.status === 200
    },
    { timeoutMs: 10_000 },
  )
})

test('it is logged and measured by its pattern; a wrong question and another method are problems', async () => {
  const siteId = await freshSite()
  using stream = await openEvents(at(siteId))
  await stream.next()
  const metrics = await (await fetch(`${api.running.url}/metrics`)).text()
  expect(metrics).toMatch(/parley_streams_open [1-9]/)
  expect(metrics).toContain('route="/v1/sites/:site/events",status="200"')
  expect(await api.ask(`GET /v1/sites/${siteId}/events?artcle=a`)).toMatchObject({ code: 'invalid-request' })
  expect(await api.ask(`GET /v1/sites/${siteId}/events?article=%00`)).toMatchObject({ code: 'invalid-request' })
  expect(await api.ask('GET /v1/sites/nowhere/events')).toMatchObject({ code: 'no-site' })
  expect(await api.ask(`POST /v1/sites/${siteId}/events`)).toMatchObject({ code: 'wrong-method' })
})

test('many comments at once are told in order, and the last id is that of the last count', async () => {
  const siteId = await freshSite()
  using stream = await openEvents(at(siteId, '?article=a'))
  await stream.next()
  const ids: string[] = []
  for (let n = 0; n < 25; n += 1) ids.push((await submitted(api, { site: siteId, article: 'a' })).id)
  await byModerator(
    api.store,
    ids.map((id) => moveOf(id, 'published')),
    'ada',
    siteId,
  )
  await until('all are told', () => stream.told.filter(({ event }) => event === 'comment').length === 25, {
    timeoutMs: 10_000,
  })
  const told = stream.told.filter(({ event }) => event === 'comment').map(({ data }) => data['revision'] as number)
  expect(told).toEqual(told.toSorted((one, two) => one - two))
  const counts = await stream.next('counts')
  expect([counts.data['counts'], counts.id]).toEqual([{ a: 25 }, String(told.at(-1))])
})

test('a stop ends the streams at once and in good order', async () => {
  const other = await freshApi()
  using stream = await openEvents(`${other.running.url}/v1/sites/paper/events`)
  await stream.next()
  await other.running.kill('SIGTERM')
  expect(await other.running.ended).toEqual({ code: 0, signal: null })
  await until('the stream ended', () => stream.hasEnded(), { timeoutMs: 5_000 })
  await other[Symbol.asyncDispose]()
})
