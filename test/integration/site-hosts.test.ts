import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEvents } from './event-stream.ts'
import { draftOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { freshApi, published, submitted, type Api } from './api-client.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => api[Symbol.asyncDispose]())

test('an address on a host that was just added leads to its article at once, everywhere that was asked before', async () => {
  const { id } = await submitted(api, { article: 'https://paper.example/moved' })
  const comments = [{ site: 'paper', id, version: 1 }]
  await api.ask('POST /v1/moderation/decisions', { token: 'moderator', body: { comments, action: 'approve' } })

  const address = encodeURIComponent('https://mirror.example/moved')
  const at = (what: string, headers: Record<string, string> = {}) =>
    fetch(`${api.running.url}/v1/sites/paper/${what}?article=${address}`, { headers })
  const countOf = async () => Object.values(((await (await at('counts')).json()) as { counts: object }).counts)[0]
  const pageOf = async () => ((await (await at('comments')).json()) as { publishedCount: number }).publishedCount
  for (let times = 0; times < 5; times += 1) expect([await countOf(), await pageOf()]).toEqual([0, 0])
  const tag = (await at('counts')).headers.get('etag') ?? ''

  const { hosts } = (await api.ask('GET /v1/sites/paper', { token: 'admin' })).json as { hosts: string[] }
  await api.ask('PATCH /v1/sites/paper', { token: 'admin', body: { hosts: [...hosts, 'mirror.example'] } })
  await until('the count to be seen', async () => (await countOf()) === 1)
  expect((await at('counts', { 'If-None-Match': tag })).status).toBe(200)
  for (let times = 0; times < 20; times += 1) expect([await countOf(), await pageOf()]).toEqual([1, 1])
})

test('an article keeps its thread whichever of its hosts is named first, and where the old one goes', async () => {
  await published(api, { article: 'https://paper.example/stays' })
  const countAt = async (address: string) => {
    const answer = await fetch(`${api.running.url}/v1/sites/paper/counts?article=${encodeURIComponent(address)}`)
    return Object.values(((await answer.json()) as { counts: object }).counts)[0]
  }

  for (const [at, hosts] of [
    ['new.example', 'paper.example'],
    ['new.example'],
    ['paper.example', 'new.example'],
  ].entries()) {
    await api.ask('PATCH /v1/sites/paper', { token: 'admin', body: { hosts } })
    await until('both lead to it', async () => (await countAt('https://new.example/stays')) === 1 + at)
    expect(await countAt('https://paper.example/stays')).toBe(1 + at)
    await published(api, { article: `https://${hosts[0]}/stays` })
  }
})

test('a host that no article goes by leaves nothing behind', async () => {
  const found = async () => (await api.store.sites.find('third'))?.keyHost
  await api.ask('POST /v1/sites', { token: 'admin', body: { id: 'third', name: 'Third', hosts: ['localhost:8080'] } })
  await api.ask('PATCH /v1/sites/third', { token: 'admin', body: { hosts: ['third.example'] } })
  expect(await found()).toBeUndefined()
  await api.store.comments.submit(draftOf({ siteId: 'third', articleKey: 'https://third.example/a' }))
  await api.ask('PATCH /v1/sites/third', { token: 'admin', body: { hosts: ['fourth.example'] } })
  expect(await found()).toBe('third.example')
})

test('who follows an address on a host that is added meanwhile is told to read afresh, and of what comes then', async () => {
  await published(api, { article: 'https://paper.example/live' })
  const address = 'https://late.example/live'
  const follow = (lastId?: string) =>
    openEvents(`${api.running.url}/v1/sites/paper/events?article=${encodeURIComponent(address)}`, {
      headers: lastId === undefined ? {} : { 'last-event-id': lastId },
    })
  using before = await follow()
  expect((await before.next('counts')).data).toMatchObject({ counts: { [address]: 0 } })

  const { hosts } = (await api.ask('GET /v1/sites/paper', { token: 'admin' })).json as { hosts: string[] }
  await api.ask('PATCH /v1/sites/paper', { token: 'admin', body: { hosts: [...hosts, 'late.example'] } })
  await api.ask('GET /v1/sites/paper', { token: 'admin' })
  await before.next('reset')
  await until('the stream ends', () => before.hasEnded(), { timeoutMs: 10_000 })

  using after = await follow(before.lastId())
  await published(api, { article: 'https://paper.example/live' })
  expect((await after.next('counts')).data).toMatchObject({ counts: { [address]: 2 } })
})
