import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { freshApi, published, type Api } from './api-client.ts'

let api: Api
beforeAll(async () => {
  api = await freshApi()
})
afterAll(() => api?.[Symbol.asyncDispose]())

type Sets = Record<string, { merged: number; articles: { key: string; lang?: string; count: number }[] }>
const put = (key: string, body: object) =>
  api.ask(`PUT /v1/sites/paper/articles/${encodeURIComponent(key)}`, { token: 'moderator', body })
const patch = (key: string, body: object) =>
  api.ask(`PATCH /v1/sites/paper/articles/${key}`, { token: 'moderator', body })
const sets = async (...names: string[]): Promise<Sets> => {
  const query = names.map((name) => `article=${encodeURIComponent(name)}`).join('&')
  return (await api.ask(`GET /v1/sites/paper/sets?${query}`)).json['sets'] as Sets
}
const mergedIs = (name: string, count: number) =>
  until(`${name} is ${count}`, async () => (await sets(name))[name]?.merged === count, { timeoutMs: 10_000 })

test('language versions are counted each and merged, asked for by any of their names', async () => {
  for (const lang of ['be', 'ru', 'en']) {
    const { json } = await put(`story-${lang}`, { set: { name: 'story', lang } })
    expect(json['set']).toEqual({ name: 'story', lang })
  }
  await patch('story-be', { aliases: ['old-story'] })
  for (const article of ['story-be', 'story-be', 'story-ru', 'alone']) await published(api, { article })
  await mergedIs('story-ru', 3)
  const found = await sets('story-ru', 'old-story', 'alone', 'unknown')
  expect(found['story-ru']).toEqual({
    merged: 3,
    articles: [
      { key: 'story-be', lang: 'be', count: 2 },
      { key: 'story-en', lang: 'en', count: 0 },
      { key: 'story-ru', lang: 'ru', count: 1 },
    ],
  })
  expect(found['old-story']).toEqual(found['story-ru'])
  expect(found['alone']).toEqual({ merged: 1, articles: [{ key: 'alone', count: 1 }] })
  expect(found['unknown']).toEqual({ merged: 0, articles: [{ key: 'unknown', count: 0 }] })
  const { json } = await api.ask('GET /v1/sites/paper/counts?article=story-be')
  expect(json['counts']).toEqual({ 'story-be': 2 })
})

test('an article stays in its set until it is said otherwise, and a merge takes it out', async () => {
  await put('one', { set: { name: 'pair', lang: 'be' } })
  await put('two', { set: { name: 'pair', lang: 'ru' } })
  await patch('one', { title: 'One' })
  expect((await sets('two'))['two']?.articles).toHaveLength(2)
  await published(api, { article: 'one' })
  await patch('one', { mergeInto: 'two' })
  await mergedIs('one', 1)
  expect((await sets('one'))['one']?.articles).toEqual([{ key: 'two', lang: 'ru', count: 1 }])
  await patch('two', { set: null })
  expect((await sets('two'))['two']?.articles).toEqual([{ key: 'two', count: 1 }])
})

test('a set is of one site; what is no language or no question is refused', async () => {
  await api.ask('PUT /v1/sites/other/articles/theirs', { token: 'admin', body: { set: { name: 'story' } } })
  expect((await sets('story-be'))['story-be']?.articles).toHaveLength(3)
  expect((await put('x', { set: { name: 'story', lang: '../x' } })).code).toBe('invalid-request')
  expect((await api.ask('GET /v1/sites/paper/sets')).code).toBe('invalid-request')
})
