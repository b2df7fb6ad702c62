import { randomBytes } from 'node:crypto'
import { createClient } from '@parley/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endSoundly, freshApi, type Api } from './api-client.ts'
import { openEvents } from './event-stream.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => api && endSoundly(api))

const moderator = { token: 'moderator' }
const asked = (path: string, names: string[]) =>
  `/v1/sites/paper/${path}?${names.map((name) => `article=${encodeURIComponent(name)}`).join('&')}`
const of = (path: string, names: string[]) => `GET ${asked(path, names)}`
/** As long as addresses may be, and nothing that the database could make shorter. */
const longest = () => `https://paper.example/${randomBytes(1_013).toString('hex')}`

const post = async (url: string): Promise<void> => {
  const body = { article: { url }, body: 'A calm remark.' }
  const { status, json } = await api.ask('POST /v1/sites/paper/comments', { body })
  expect(status).toBe(202)
  const comments = [{ site: 'paper', id: (json['comment'] as { id: string }).id, version: 1 }]
  await api.ask('POST /v1/moderation/decisions', { body: { comments, action: 'approve' }, ...moderator })
}

test.each([
  ['108 Cyrillic letters', `https://paper.example/${'я'.repeat(108)}`],
  ['2,048 characters', longest()],
])('an address of %s is an article like another wherever one is read', async (_many, url) => {
  await post(url)
  const article = encodeURIComponent(url)
  for (const question of [
    of('comments', [url]),
    of('feed', [url]),
    `GET /embed/paper?article=${article}`,
    `GET /v1/moderation/comments?status=published&site=paper&article=${article}`,
  ]) {
    const { status, text } = await api.ask(question, moderator)
    expect([status, text.includes('A calm remark.')]).toEqual([200, true])
  }
  using stream = await openEvents(api.running.url + asked('events', ['a', url]))
  expect((await stream.next('counts')).data['counts']).toEqual({ a: 0, [url]: 1 })
})

test('the longest address may be an article’s alias, the name of its set, and what it is merged into', async () => {
  const [key, alias, name, into] = [longest(), longest(), longest(), longest()]
  const at = (one: string) => `/v1/sites/paper/articles/${encodeURIComponent(one)}`
  const set = await api.ask(`PUT ${at(key)}`, { body: { aliases: [alias], set: { name } }, ...moderator })
  expect(set.json).toMatchObject({ key, set: { name } })
  await post(alias)
  await api.ask(`PUT ${at(into)}`, { body: {}, ...moderator })
  await api.ask(`PATCH ${at(key)}`, { body: { mergeInto: into }, ...moderator })
  expect((await api.ask(of('counts', [key, alias, into]))).json['counts']).toEqual({ [key]: 1, [alias]: 1, [into]: 1 })
})

test('a hundred long Cyrillic addresses are counted at once', async () => {
  const articles = Array.from({ length: 100 }, (_, at) => `https://paper.example/${'я'.repeat(90)}-${at}`)
  await post(articles[99] as string)
  const client = createClient({ api: api.running.url, site: 'paper' })
  const counts = Object.fromEntries(articles.map((one, at) => [one, at === 99 ? 1 : 0]))
  expect(await client.readCounts(articles)).toMatchObject({ counts })
  expect((await client.readChanges(0, articles)).counts).toMatchObject({ [articles[99] as string]: 1 })
})

test('what is too long for a key counts 0 and takes no other number with it', async () => {
  await post('https://paper.example/a')
  const a = 'https://paper.example/a'
  const long = ['k'.repeat(513), `${longest()}x`, `https://paper.example/${'я'.repeat(400)}`]
  const counted = { [a]: 1, ...Object.fromEntries(long.map((name) => [name, 0])) }
  expect((await api.ask(of('counts', [a, ...long]))).json['counts']).toEqual(counted)
  const bulk = await api.ask('POST /v1/sites/paper/counts', { body: { articles: [a, ...long] } })
  expect(bulk.json['counts']).toEqual(counted)
  const sets = (await api.ask(of('sets', [a, ...long]))).json['sets'] as Record<string, { merged: number }>
  expect(Object.entries(sets).map(([name, { merged }]) => [name, merged])).toEqual(Object.entries(counted))
  using stream = await openEvents(api.running.url + asked('events', [a, ...long]))
  expect((await stream.next('counts')).data['counts']).toEqual(counted)
})
