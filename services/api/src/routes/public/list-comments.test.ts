import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { idOf, visibleRow } from '../../fakes/rows.ts'

const listing = async (next?: string) => {
  const asked: unknown[] = []
  const deps = await fakeDeps({
    comments: {
      listVisible: async (question) => {
        asked.push(question)
        const { html: _html, authorName: _name, ...tombstone } = visibleRow(2, { status: 'deleted' })
        const comments = [visibleRow(1), tombstone]
        return { comments, publishedCount: 1, revision: 7, closed: false, ...(next !== undefined && { next }) }
      },
    },
  })
  return { asked, ask: asking(deps) }
}

test('a page shows comments and tombstones, to any origin, for a second', async () => {
  const { ask, asked } = await listing()
  const { json, headers } = await ask('GET /v1/sites/paper/comments?article=welcome', { origin: 'https://any.example' })
  expect(json).toMatchObject({
    publishedCount: 1,
    revision: 7,
    comments: [{ author: { name: 'Ada' } }, { status: 'deleted' }],
  })
  expect(json['next']).toBeUndefined()
  expect(headers.get('access-control-allow-origin')).toBe('*')
  expect(headers.get('cache-control')).toContain('max-age=1')
  expect(asked).toEqual([{ siteId: 'paper', articleKey: 'welcome', sort: 'new', limit: 50 }])
})

test('the cursor of a page leads to the next one, in this list only', async () => {
  const { ask, asked } = await listing(idOf(2))
  const { json } = await ask('GET /v1/sites/paper/comments?article=welcome')
  const after = encodeURIComponent(String(json['next']))
  await ask(`GET /v1/sites/paper/comments?article=welcome&after=${after}&limit=5`)
  expect(asked[1]).toMatchObject({ after: idOf(2), limit: 5 })
  for (const elsewhere of [
    'paper/comments?article=x',
    'other/comments?article=welcome',
    'paper/comments?article=welcome&sort=old',
  ])
    expect(await ask(`GET /v1/sites/${elsewhere}&after=${after}`)).toMatchObject({
      status: 400,
      code: 'invalid-cursor',
    })
})

test.each([
  ['no article', ''],
  ['two articles', 'article=a&article=b'],
  ['an empty article', 'article='],
  ['an unknown order', 'article=a&sort=best'],
  ['limit -1', 'article=a&limit=-1'],
  ['limit 101', 'article=a&limit=101'],
  ['limit 1e400', 'article=a&limit=1e400'],
  ['an unknown parameter', 'article=a&status=held'],
  ['a prototype', 'article=a&__proto__=1'],
  ['a NUL', 'article=%00'],
])('%s is refused', async (_what, query) => {
  const { ask, asked } = await listing()
  expect(await ask(`GET /v1/sites/paper/comments?${query}`)).toMatchObject({ status: 400, code: 'invalid-request' })
  expect(asked).toEqual([])
})

test.each([
  ['600', 'x'.repeat(600)],
  ['1,500 Cyrillic', 'я'.repeat(1_500)],
])('an address is measured after its %s characters of tracking are gone', async (_many, tracking) => {
  const { ask, asked } = await listing()
  const address = encodeURIComponent(`https://www.paper.example/a?fbclid=${tracking}`)
  await ask(`GET /v1/sites/paper/comments?article=${address}`)
  expect(asked).toMatchObject([{ articleKey: 'https://paper.example/a' }])
})

test.each([
  ['a key', 'k'.repeat(513)],
  ['an address', `https://paper.example/${'я'.repeat(400)}`],
])('%s that is too long when it is folded is refused, and said where', async (_what, article) => {
  const { ask, asked } = await listing()
  const { status, json } = await ask(`GET /v1/sites/paper/comments?article=${encodeURIComponent(article)}`)
  expect(status).toBe(400)
  expect(json['errors']).toMatchObject([{ in: 'query', pointer: '/article' }])
  expect(asked).toEqual([])
})

test('a page of another site is asked of that site', async () => {
  const { ask, asked } = await listing()
  await ask('GET /v1/sites/other/comments?article=welcome')
  expect(asked).toMatchObject([{ siteId: 'other' }])
  expect(await ask('GET /v1/sites/nowhere/comments?article=welcome')).toMatchObject({ code: 'no-site' })
})
