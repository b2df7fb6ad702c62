import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps, fakeSites } from '../../fakes/deps.ts'
import { articleRow, idOf } from '../../fakes/rows.ts'

const [paper] = fakeSites as [(typeof fakeSites)[0]]
const createdAt = new Date('2026-11-23T11:00:00Z')

const working = async (
  answers: { set?: 'alias-taken'; merge?: 'same' | 'no-article'; known?: boolean; full?: boolean } = {},
) => {
  const calls: unknown[][] = []
  const deps = await fakeDeps({
    articles: {
      find: async (siteId, key) => (answers.known === false ? undefined : articleRow({ id: siteId }, key)),
      set: async (...call) => {
        calls.push(['set', ...call])
        return answers.set ?? { ...articleRow(paper, call[1]), closedAt: createdAt }
      },
      merge: async (...call) => {
        calls.push(['merge', ...call])
        return answers.merge ?? articleRow(paper, call[2])
      },
    },
    moderation: {
      bans: {
        list: async ({ siteId, after, limit }) => {
          calls.push(['list', siteId, after, limit])
          const value = `of-${siteId}.example`
          return { items: [{ id: idOf(1), kind: 'host', value, setBy: 'ada', createdAt }], next: idOf(1) }
        },
        standing: async () => [],
        add: async ({ by, siteId: _siteId, until, note, ...ban }) => {
          if (answers.full === true) return 'too-many'
          calls.push(['ban', ban, until])
          return {
            id: idOf(2),
            setBy: by,
            createdAt,
            ...ban,
            ...(until && { until }),
            ...(note !== undefined && { note }),
          }
        },
        remove: async (...call) => {
          calls.push(['unban', ...call])
          return call[1] === idOf(1)
        },
      },
    },
  })
  return { calls, ask: asking(deps) }
}
const token = 'paper-mod-token'

test('PUT sets an article whose key may hold slashes; what is absent goes back to its default', async () => {
  const { ask, calls } = await working()
  const answer = await ask('PUT /v1/sites/paper/articles/news%2F2026%2F%D0%B0', { body: { title: 'News' }, token })
  expect(answer.json).toMatchObject({ site: 'paper', key: 'news/2026/а', closedAt: createdAt.toISOString() })
  expect(calls).toEqual([['set', 'paper', 'news/2026/а', { title: 'News', mode: null, closed: false, aliases: [] }]])
})

test('PATCH changes what is named and folds addresses of the site', async () => {
  const { ask, calls } = await working()
  await ask('PATCH /v1/sites/paper/articles/a', {
    body: { closed: true, aliases: ['http://www.paper.example/a/'] },
    token,
  })
  expect(calls).toEqual([['set', 'paper', 'a', { closed: true, aliases: ['https://paper.example/a'] }]])
})

test('an address that is too long when it is folded is refused, as key and as alias', async () => {
  const { ask, calls } = await working()
  const long = `https://paper.example/${'я'.repeat(400)}`
  const put = (key: string, aliases: string[]) =>
    ask(`PUT /v1/sites/paper/articles/${encodeURIComponent(key)}`, { body: { aliases }, token })
  const patch = await ask('PATCH /v1/sites/paper/articles/a', { body: { aliases: ['b', long] }, token })
  const pointed = [await put(long, []), await put('a', ['b', long]), patch].map(({ status, json }) => ({
    status,
    json,
  }))
  const refused = (pointer: string) => ({ status: 400, json: { errors: [{ pointer }] } })
  expect(pointed).toMatchObject([refused('/key'), refused('/aliases/1'), refused('/aliases/1')])
  expect(calls).toEqual([])
})

test('PATCH merges, and tells what stands against it', async () => {
  const merging = async (answers: Parameters<typeof working>[0]) =>
    (await working(answers)).ask('PATCH /v1/sites/paper/articles/a', { body: { mergeInto: 'b' }, token })
  expect((await merging({})).json).toMatchObject({ key: 'b' })
  expect(await merging({ merge: 'same' })).toMatchObject({ status: 409, code: 'same-article' })
  expect(await merging({ merge: 'no-article' })).toMatchObject({ status: 404, code: 'no-article' })
  expect(await merging({ known: false })).toMatchObject({ status: 404, code: 'no-article' })
})

test('PATCH that merges changes nothing else, for the article is gone with it', async () => {
  const { ask, calls } = await working()
  const body = { closed: true, mergeInto: 'b' }
  expect(await ask('PATCH /v1/sites/paper/articles/a', { body, token })).toMatchObject({
    status: 400,
    json: { errors: [{ pointer: '/mergeInto' }] },
  })
  expect(await ask('PATCH /v1/sites/paper/articles/a', { body: { mergeInto: 'b' }, token })).toMatchObject({
    status: 200,
  })
  expect(calls).toEqual([['merge', 'paper', 'a', 'b']])
})

test('PATCH tells that an alias is taken', async () => {
  const { ask } = await working({ set: 'alias-taken' })
  expect(await ask('PATCH /v1/sites/paper/articles/a', { body: { aliases: ['b'] }, token })).toMatchObject({
    status: 409,
    code: 'alias-taken',
  })
})

test('bans are listed by pages', async () => {
  const { ask, calls } = await working()
  const first = await ask('GET /v1/moderation/bans?site=paper', { token })
  expect(first.json).toMatchObject({ bans: [{ site: 'paper', by: 'ada' }], next: expect.any(String) as string })
  const after = `after=${String(first.json['next'])}`
  expect((await ask(`GET /v1/moderation/bans?site=paper&limit=7&${after}`, { token })).status).toBe(200)
  expect(calls).toEqual([
    ['list', 'paper', undefined, 100],
    ['list', 'paper', idOf(1), 7],
  ])
  for (const wrong of [`site=other&${after}`, 'site=paper&after=made-up'])
    expect(await ask(`GET /v1/moderation/bans?${wrong}`, { token: 'ada-token' })).toMatchObject({
      status: 400,
      code: 'invalid-cursor',
    })
})

test('bans are made and lifted', async () => {
  const { ask, calls } = await working()
  const ban = { site: 'paper', kind: 'phrase', value: 'buy now', until: '2026-12-01T00:00:00Z' }
  expect(await ask('POST /v1/moderation/bans', { body: ban, token })).toMatchObject({
    status: 201,
    json: { by: 'paper-ada' },
  })
  expect(calls).toEqual([['ban', { kind: 'phrase', value: 'buy now' }, new Date('2026-12-01T00:00:00Z')]])
  expect((await ask(`DELETE /v1/moderation/bans/paper/${idOf(1)}`, { token })).status).toBe(204)
  expect(await ask(`DELETE /v1/moderation/bans/paper/${idOf(2)}`, { token })).toMatchObject({
    status: 404,
    code: 'no-ban',
  })
})

test('a host is banned by the name that links are kept by, whatever script it was written in', async () => {
  const { ask, calls } = await working()
  await ask('POST /v1/moderation/bans', { body: { site: 'paper', kind: 'host', value: 'спам.рф' }, token })
  expect(calls).toEqual([['ban', { kind: 'host', value: 'xn--80ayhh.xn--p1ai' }, undefined]])
})

test.each(['www.spam.example', 'spam.example:8443'])(
  'a ban on %s is on the host that links are kept by',
  async (value) => {
    const { ask, calls } = await working()
    await ask('POST /v1/moderation/bans', { body: { site: 'paper', kind: 'host', value }, token })
    expect(calls).toEqual([['ban', { kind: 'host', value: 'spam.example' }, undefined]])
  },
)

test('a phrase too many for a site is refused', async () => {
  const { ask } = await working({ full: true })
  const ban = { site: 'paper', kind: 'phrase', value: 'buy now' }
  expect(await ask('POST /v1/moderation/bans', { body: ban, token })).toMatchObject({
    status: 409,
    code: 'too-many-phrases',
  })
})

test.each([
  ['author', 'ada'],
  ['host', 'https://spam.example/'],
  ['host', 'Spam.Example'],
  ['phrase', ''],
])('a ban on the %s %j is refused', async (kind, value) => {
  const { ask, calls } = await working()
  const asked = { body: { site: 'paper', kind, value }, token }
  expect(await ask('POST /v1/moderation/bans', asked)).toMatchObject({ status: 400, code: 'invalid-request' })
  expect(calls).toEqual([])
})

const elsewhere: [string, unknown, string][] = [
  ['PUT /v1/sites/other/articles/a', {}, 'no-site'],
  ['PATCH /v1/sites/other/articles/a', {}, 'no-site'],
  ['GET /v1/moderation/bans?site=other', undefined, 'no-site'],
  ['POST /v1/moderation/bans', { site: 'other', kind: 'host', value: 'a.example' }, 'no-site'],
  [`DELETE /v1/moderation/bans/other/${idOf(1)}`, undefined, 'no-ban'],
]
test.each(elsewhere)(
  '%s by a token that does not reach it is 404, like a site that is not there',
  async (line, body, code) => {
    const { ask, calls } = await working()
    const asked = body === undefined ? { token } : { body, token }
    const absent = JSON.parse(JSON.stringify(asked).replace('other', 'nowhere')) as typeof asked
    expect(await ask(line, asked)).toMatchObject({ status: 404, code })
    expect(await ask(line.replace('other', 'nowhere'), { ...absent, token: 'ada-token' })).toMatchObject({
      status: 404,
      code,
    })
    expect(calls).toEqual([])
  },
)

test.each(
  elsewhere
    .map(([line, body]) => [line.replace('other', 'paper'), body] as const)
    .filter(([line]) => !line.startsWith('GET')),
)('%s is not for a reader', async (line, body) => {
  const { ask, calls } = await working()
  const asked = body === undefined ? {} : { body }
  expect(await ask(line, { ...asked, token: 'eye-token' })).toMatchObject({ status: 403, code: 'token-too-weak' })
  expect(calls).toEqual([])
})
