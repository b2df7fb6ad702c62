import { expect, onTestFinished, test } from 'vitest'
import { CACHE_CONTROL, createAnswers, record } from './answers.ts'
import { createCounts } from './counts.ts'
import { fakeStore, virtualTicker } from './fakes.ts'

const news = { id: 'news', hosts: ['news.example'] }
const address = 'https://news.example/a'

const setUp = (options: { window?: number } = {}) => {
  const store = fakeStore()
  const ticker = virtualTicker()
  const counts = createCounts({ store, ticker, log: { warn: () => {}, info: () => {} }, ...options })
  onTestFinished(() => counts.close())
  const answers = createAnswers(counts)
  return { store, ticker, counts, answers }
}

test('an answer may be kept for a second, and told for five more while it is asked for again', () => {
  expect(CACHE_CONTROL).toBe('public, max-age=1, stale-while-revalidate=5')
})

test('counts are told under the names that were asked for, with the revision they are true at', async () => {
  const { store, answers, counts } = setUp()
  store.happen('news', 'b', 3)
  store.happen('news', address, 11)
  store.happen('news', 'b', 4)
  const question = { articles: ['b', `${address}/`, address, 'none'] }
  expect(answers.now(news, question)).toBeUndefined()
  const told = {
    body: `{"counts":{"b":4,"${address}/":11,"${address}":11,"none":0},"revision":3}`,
    etag: `W/"${counts.boot}.1.3"`,
    revision: 3,
    generation: 1,
  }
  expect(await answers.later(news, question)).toEqual(told)
  expect(answers.now(news, question)).toEqual(told)
})

test('an entity tag names the newest change of those asked for, in whatever order', async () => {
  const { store, answers, counts } = setUp()
  for (const key of ['a', 'b', 'c']) store.happen('news', key, 1)
  const tagOf = async (...articles: string[]) => (await answers.later(news, { articles })).etag
  expect(await tagOf('a', 'b', 'c')).toBe(`W/"${counts.boot}.1.3"`)
  expect(await tagOf('c', 'b', 'a')).toBe(`W/"${counts.boot}.1.3"`)
  expect(await tagOf('a', 'b')).toBe(`W/"${counts.boot}.1.2"`)
  expect(await tagOf('none')).toBe(`W/"${counts.boot}.1.0"`)
})

test('what changed since is told under all names, or under those that were asked for', async () => {
  const { store, answers, counts } = setUp()
  store.happen('news', 'b', 1)
  store.happen('news', address, 2)
  expect(answers.now(news, { articles: [], since: 1 })).toBeUndefined()
  const told = {
    body: `{"counts":{"${address}":2},"revision":2}`,
    etag: `W/"${counts.boot}.1.since.2"`,
    revision: 2,
    generation: 1,
  }
  expect(await answers.later(news, { articles: [], since: 1 })).toEqual(told)
  const some = { articles: ['b', `${address}/`, address], since: 1 }
  const named = { ...told, body: `{"counts":{"${address}/":2,"${address}":2},"revision":2}` }
  expect(await answers.later(news, some)).toEqual(named)
  expect(answers.now(news, some)).toEqual(named)
  expect(answers.now(news, { articles: ['b'], since: 1 })?.body).toBe('{"counts":{},"revision":2}')
})

test('an article under two names that lead to one key is asked about once', async () => {
  const { store, answers } = setUp()
  store.happen('news', address, 2)
  await answers.later(news, { articles: [address, `${address}/`], since: 0 })
  expect(store.queries('read').map(({ keys }) => keys)).toEqual([[], [address]])
})

test('it is said when there is more, and when to start afresh', async () => {
  const { store, answers } = setUp({ window: 2_000 })
  for (let at = 1; at <= 1_500; at += 1) store.happen('news', `k${at}`, 1)
  const page = await answers.later(news, { articles: [], since: 0 })
  expect(page.body.endsWith('"k1000":1},"revision":1000,"more":true}')).toBe(true)
  expect((await answers.later(news, { articles: [], since: 9_999 })).body).toBe(
    '{"counts":{},"revision":1500,"reset":true}',
  )
})

test.for<[string, 'query' | 'body', string]>([
  ['query', 'query', '/article/0'],
  ['body', 'body', '/articles/0'],
])('a wrong name is refused where it stands, in the %s', async ([, part, pointer]) => {
  const { answers } = setUp()
  const extra = { errors: [{ in: part, pointer }] }
  await expect(answers.later(news, { articles: [''] }, part)).rejects.toMatchObject({ extra })
  expect(() => answers.now(news, { articles: [''] }, part)).toThrow(
    expect.objectContaining({
      extra: expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }) as object,
    }) as Error,
  )
})

test('without being told where, a name stands in a query', async () => {
  const { answers } = setUp()
  const extra = { errors: [{ in: 'query', pointer: '/article/0' }] }
  await expect(answers.later(news, { articles: [''] })).rejects.toMatchObject({ extra })
  await expect((async () => answers.now(news, { articles: [''] }))()).rejects.toMatchObject({ extra })
})

test('names are told in the order asked, also those that an object would reorder or swallow', () => {
  expect(record(['b', '2', '1', '__proto__', 'a"b'], [1, 2, 3, 4, 5])).toBe(
    '{"b":1,"2":2,"1":3,"__proto__":4,"a\\"b":5}',
  )
  expect(record([], [])).toBe('{}')
})
