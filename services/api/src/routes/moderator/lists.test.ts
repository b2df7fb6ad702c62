import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps, type FakeStore } from '../../fakes/deps.ts'
import { articleRow, idOf, queuedRow } from '../../fakes/rows.ts'

const at = new Date('2026-11-23T11:00:00Z')

const listing = async () => {
  const asked: Record<string, unknown>[] = []
  const answer =
    <T>(items: T[]) =>
    async (question: object) => {
      asked.push({ ...question })
      return { items, next: idOf(99) }
    }
  const store: FakeStore = {
    articles: {
      find: async (siteId, key) =>
        key === 'https://paper.example/old' ? articleRow({ id: siteId }, 'https://paper.example/new') : undefined,
    },
    moderation: {
      list: answer([queuedRow(1), queuedRow(2, { parentId: idOf(1), articleTitle: 'News', reason: 'spam' })]),
      totals: async (sites) => {
        asked.push({ totals: sites })
        return [{ siteId: 'paper', status: 'held', count: 2 }]
      },
      decisions: answer([
        {
          siteId: 'paper',
          id: idOf(3),
          actor: 'moderator',
          name: 'ada',
          action: 'reject',
          reason: 'spam',
          undos: 0,
          stands: true,
          moved: 1,
          comments: [{ id: idOf(1), version: 1, from: 'held', to: 'rejected' }],
          at,
        },
      ]),
      reports: answer([{ siteId: 'paper', id: idOf(4), commentId: idOf(1), version: 1, reason: 'spam', at }]),
    },
  }
  return { asked, ask: asking(await fakeDeps(store)) }
}

const lists = ['/v1/moderation/comments', '/v1/moderation/decisions', '/v1/moderation/reports']

test('the moderators’ list shows held comments with verdicts and totals', async () => {
  const { ask, asked } = await listing()
  const { json } = await ask('GET /v1/moderation/comments', { token: 'eye-token' })
  expect(json).toMatchObject({
    comments: [
      { site: 'paper', article: { key: 'welcome' }, verdict: { outcome: 'held' } },
      { article: { title: 'News' } },
    ],
    totals: [{ site: 'paper', status: 'held', count: 2 }],
  })
  expect(asked[0]).toMatchObject({ status: 'held', limit: 50 })
})

test('the filters reach the store', async () => {
  const { ask, asked } = await listing()
  const author = 'a'.repeat(64)
  const query = `status=pending&site=paper&article=welcome&author=${author}&host=a.example&q=50%25&limit=10`
  await ask(`GET /v1/moderation/comments?${query}`, { token: 'eye-token' })
  const filter = {
    status: 'pending',
    siteId: 'paper',
    articleKey: 'welcome',
    authorKey: author,
    host: 'a.example',
    q: '50%',
  }
  expect(asked).toMatchObject([{ ...filter, limit: 10 }, { totals: ['paper'] }])
})

test.each([
  ['an address of the site is folded', 'paper', 'http://www.paper.example/a/?utm_source=x', 'https://paper.example/a'],
  [
    'what was tracked is not measured',
    'paper',
    `https://paper.example/a?gclid=${'я'.repeat(900)}`,
    'https://paper.example/a',
  ],
  ['an alias leads to its article', 'paper', 'https://www.paper.example/old/', 'https://paper.example/new'],
  ['an address of another site stays', 'other', 'https://www.paper.example/a/', 'https://www.paper.example/a/'],
  ['an address of no site by name stays', undefined, 'https://www.paper.example/a/', 'https://www.paper.example/a/'],
])('of the article that the moderators’ list is asked for, %s', async (_what, site, article, articleKey) => {
  const { ask, asked } = await listing()
  const query = new URLSearchParams({ article, ...(site !== undefined && { site }) })
  await ask(`GET /v1/moderation/comments?${query}`, { token: 'eye-token' })
  expect(asked[0]).toMatchObject({ articleKey })
})

test.each([
  ['a NUL', '\0'],
  ['a key that is too long', 'k'.repeat(513)],
  ['an address that is too long when it is folded', `https://paper.example/${'я'.repeat(400)}`],
])('an article that is %s is refused, and said where', async (_what, article) => {
  const { ask, asked } = await listing()
  const query = new URLSearchParams({ article, site: 'paper' })
  const { status, json } = await ask(`GET /v1/moderation/comments?${query}`, { token: 'eye-token' })
  expect([status, json['errors']]).toMatchObject([400, [{ in: 'query', pointer: '/article' }]])
  expect(asked).toEqual([])
})

test.each(lists)('%s: a limited token sees its own sites, and no other one by name', async (path) => {
  const { ask, asked } = await listing()
  await ask(`GET ${path}`, { token: 'paper-mod-token' })
  expect(asked[0]).toMatchObject({ sites: ['paper'] })
  expect(asked.slice(1)).toEqual(path === lists[0] ? [{ totals: ['paper'] }] : [])
  for (const site of ['other', 'nowhere'])
    expect(await ask(`GET ${path}?site=${site}`, { token: 'paper-mod-token' })).toMatchObject({ code: 'no-site' })
})

test.each(lists)('%s: a misspelt site does not seem to have nothing', async (path) => {
  const { ask, asked } = await listing()
  expect(await ask(`GET ${path}?site=papre`, { token: 'eye-token' })).toMatchObject({ status: 404, code: 'no-site' })
  expect(asked).toEqual([])
})

test.each(lists)('%s: a cursor leads on within its list and site, and nowhere else', async (path) => {
  const { ask, asked } = await listing()
  const { json } = await ask(`GET ${path}?site=paper`, { token: 'eye-token' })
  const after = encodeURIComponent(String(json['next']))
  asked.length = 0
  await ask(`GET ${path}?site=paper&after=${after}`, { token: 'eye-token' })
  expect(asked[0]).toMatchObject({ after: idOf(99) })
  const elsewhere = [
    `${path}?after=${after}`,
    ...lists.filter((one) => one !== path).map((one) => `${one}?site=paper&after=${after}`),
  ]
  for (const other of elsewhere)
    expect(await ask(`GET ${other}`, { token: 'eye-token' })).toMatchObject({ code: 'invalid-cursor' })
})

test.each(lists)('%s: without a token, and with a wrong one, 401', async (path) => {
  const { ask, asked } = await listing()
  for (const token of [undefined, 'nobody', 'eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.'])
    expect(await ask(`GET ${path}`, token === undefined ? {} : { token })).toMatchObject({
      status: 401,
      code: 'token-needed',
    })
  expect(asked).toEqual([])
})
