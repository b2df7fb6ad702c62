import { ProblemError } from '@parley/contracts'
import type { Draft, Submitted } from '@parley/store'
import { expect, test } from 'vitest'
import { asking } from '../../fakes/ask.ts'
import { fakeDeps } from '../../fakes/deps.ts'
import { signForm } from '../../form-token.ts'

const line = 'POST /v1/sites/paper/comments'
const draft = { article: { key: 'welcome' }, body: 'A calm remark.' }
const key = 'a-key-of-at-least-22-characters'

const submitting = async (answer?: (draft: Draft) => Submitted, env: Record<string, string> = {}) => {
  const drafts: Draft[] = []
  const accept = ({ id }: Draft): Submitted => ({
    kind: 'accepted',
    id,
    version: 1,
    status: 'pending',
    replayed: false,
  })
  const submit = async (given: Draft) => {
    drafts.push(given)
    return (answer ?? accept)(given)
  }
  const deps = await fakeDeps({ comments: { submit } }, env)
  return { deps, drafts, ask: asking(deps) }
}

test('a draft is stored, asked about, and answered with a receipt of its site and id', async () => {
  const { deps, drafts, ask } = await submitting()
  const { status, json } = await ask(line, { body: draft })
  expect(status).toBe(202)
  const [stored] = drafts
  expect(json).toMatchObject({ comment: { id: stored?.id, version: 1, status: 'pending' } })
  expect(json['receipt']).toMatch(new RegExp(`^paper\\.${stored?.id}\\.[\\w-]{43}$`))
  expect(stored).toMatchObject({ siteId: 'paper', articleKey: 'welcome', html: '<p>A calm remark.</p>\n', hosts: [] })
  expect(deps.seen.asks).toEqual([{ siteId: 'paper', commentIds: [stored?.id], requestId: expect.any(String) }])
})

test('a replay answers the receipt of the first call and asks nobody', async () => {
  const first = '01a20a77-54b8-7179-a75b-cd3a9b82c720'
  const replay = await submitting(() => ({ kind: 'accepted', id: first, version: 1, status: 'held', replayed: true }))
  const headers = { 'idempotency-key': key }
  const answers = [await replay.ask(line, { body: draft, headers }), await replay.ask(line, { body: draft, headers })]
  expect(answers[0]?.json).toEqual(answers[1]?.json)
  expect(answers[0]?.json).toMatchObject({ comment: { id: first, status: 'held' } })
  expect(new Set(replay.drafts.map(({ idempotencyHash }) => idempotencyHash)).size).toBe(1)
  expect(new Set(replay.drafts.map(({ bodyHash }) => bodyHash)).size).toBe(1)
  expect(replay.deps.seen.asks).toEqual([])
})

test.each([
  ['other-body', 422, 'idempotency-key-reused'],
  ['article-closed', 409, 'article-closed'],
  ['no-parent', 409, 'parent-not-visible'],
  ['parent-not-visible', 409, 'parent-not-visible'],
  ['too-deep', 409, 'too-deep'],
  ['no-site', 404, 'no-site'],
] as const)('%s from the store is %i %s', async (kind, status, code) => {
  const { ask, deps } = await submitting(() => ({ kind }))
  expect(await ask(line, { body: draft })).toMatchObject({ status, code })
  expect(deps.seen.asks).toEqual([])
})

const refused: [string, unknown, string][] = [
  ['no article', { body: 'x' }, '/article'],
  ['an article with neither key nor url', { ...draft, article: {} }, '/article'],
  ['an empty body', { ...draft, body: ' \n ' }, '/body'],
  ['a body of 4,001 characters', { ...draft, body: 'x'.repeat(4_001) }, '/body'],
  ['a NUL', { ...draft, body: 'a\u0000b' }, '/body'],
  ['a lone surrogate', { ...draft, body: 'a\ud800' }, '/body'],
  ['a name of two lines', { ...draft, author: { name: 'a\nb' } }, '/author/name'],
  ['a name that turns its line around', { ...draft, author: { name: 'a\u202eb' } }, '/author/name'],
  ['a name of 61 characters', { ...draft, author: { name: 'x'.repeat(61) } }, '/author/name'],
  ['a short author token', { ...draft, author: { token: 'short' } }, '/author/token'],
  ['a parent that is no id', { ...draft, parentId: '1' }, '/parentId'],
  ['an unknown field', { ...draft, status: 'published' }, ''],
  ['null', null, ''],
]
test.each(refused)('%s is refused, and said where', async (_what, body, pointer) => {
  const { ask, drafts } = await submitting()
  const { status, code, json } = await ask(line, { body })
  expect({ status, code }).toEqual({ status: 400, code: 'invalid-request' })
  expect(json['errors']).toContainEqual({ in: 'body', pointer, detail: expect.any(String) })
  expect(drafts).toEqual([])
})

test('a Cyrillic address is an article, however its escapes lengthen it', async () => {
  const { ask, drafts } = await submitting()
  const url = `https://paper.example/${'я'.repeat(108)}`
  expect(await ask(line, { body: { ...draft, article: { url } } })).toMatchObject({ status: 202 })
  const address = `https://paper.example/${'%D1%8F'.repeat(108)}`
  expect(drafts).toMatchObject([{ articleKey: address, articleUrl: address }])
})

test.each([
  ['url', `https://paper.example/${'я'.repeat(400)}`],
  ['key', `https://paper.example/${'я'.repeat(400)}`],
])('an address that is too long when it is folded, as %s, is refused as that', async (name, address) => {
  const { ask, drafts } = await submitting()
  const { status, code, json } = await ask(line, { body: { ...draft, article: { [name]: address } } })
  expect({ status, code }).toEqual({ status: 400, code: 'invalid-request' })
  expect(json['errors']).toEqual([{ in: 'body', pointer: '/article', detail: expect.any(String) }])
  expect(drafts).toEqual([])
})

test('line ends become one kind and the text is trimmed', async () => {
  const { ask, drafts } = await submitting()
  await ask(line, { body: { ...draft, body: '  one\r\ntwo\rthree\u000bfo\u0002ur\n' } })
  expect(drafts[0]?.body).toBe('one\ntwo\nthree\nfour')
})

test('an idempotency key of 21 characters is refused', async () => {
  const { ask } = await submitting()
  const answer = await ask(line, { body: draft, headers: { 'idempotency-key': 'x'.repeat(21) } })
  expect(answer).toMatchObject({ status: 400, code: 'invalid-idempotency-key' })
})

test('an author token is stored as a hash that differs from site to site', async () => {
  const { ask, drafts } = await submitting()
  const body = { ...draft, author: { token: 'a-token-kept-by-the-browser' } }
  await ask(line, { body })
  await ask('POST /v1/sites/other/comments', { body })
  expect(drafts.map(({ authorKey }) => authorKey)).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.any(String),
  ])
  expect(drafts[0]?.authorKey).not.toBe(drafts[1]?.authorKey)
  expect(JSON.stringify(drafts)).not.toContain('a-token-kept')
})

test('an address serves as the key when there is none, and only on the site’s hosts', async () => {
  const { ask, drafts } = await submitting()
  await ask(line, { body: { ...draft, article: { url: 'http://WWW.paper.example//a/?utm_source=x#top' } } })
  expect(drafts[0]).toMatchObject({ articleKey: 'https://paper.example/a', articleUrl: 'https://paper.example/a' })
  const foreign = await ask(line, { body: { ...draft, article: { url: 'https://evil.example/a' } } })
  expect(foreign).toMatchObject({ status: 400, code: 'foreign-article-url' })
  await ask(line, { body: { ...draft, article: { key: 'welcome', url: 'https://evil.example/a' } } })
  expect(drafts[1]).toMatchObject({ articleKey: 'welcome' })
  expect(drafts[1]?.articleUrl).toBeUndefined()
})

test.each([
  ['https://paper.example', 202],
  ['http://www.paper.example', 202],
  ['https://paper.example.evil.io', 403],
  ['https://evilpaper.example', 403],
  ['https://paper.example:8443', 403],
  ['https://other.example', 403],
  ['file://', 403],
])('a page at %s gets %i', async (origin, status) => {
  const { ask } = await submitting()
  const answer = await ask(line, { body: draft, origin })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('access-control-allow-origin')).toBe(status === 202 ? origin : null)
})

test('a page of no origin needs a form token of this site', async () => {
  const { ask, deps, drafts } = await submitting()
  const token = (site: string) => ({ token: signForm(deps.secrets.forms, site, deps.clock.now()) })
  expect((await ask(line, { body: draft, origin: 'null' })).code).toBe('invalid-form-token')
  expect((await ask(line, { body: { ...draft, form: token('other') }, origin: 'null' })).code).toBe(
    'invalid-form-token',
  )
  const shown = token('paper')
  deps.clock.advance(2_000)
  expect((await ask(line, { body: { ...draft, form: shown }, origin: 'null' })).status).toBe(202)
  expect(drafts[0]?.facts).toMatchObject({ formMs: 2_000 })
})

test('facts tell the trap, a wrong token and a moderator, and nothing of the address or its other comments', async () => {
  const { ask, drafts } = await submitting()
  const form = { token: 'forged.token', trap: 'https://spam.example' }
  await ask(line, { body: { ...draft, form } })
  await ask(line, { body: draft, token: 'paper-mod-token' })
  await ask(line, { body: draft, token: 'eye-token', ip: '198.51.100.9' })
  expect(drafts.map(({ facts }) => facts)).toEqual([{ badChallenge: true, trap: true }, { staff: true }, {}])
})

const away = (): Submitted => {
  throw new Error('the store is away')
}
test.each([
  ['meets a fault', away, 500],
  ['is refused', (): Submitted => ({ kind: 'article-closed' }), 409],
  [
    'was stored before',
    ({ id }: Draft): Submitted => ({ kind: 'accepted', id, version: 1, status: 'held', replayed: true }),
    202,
  ],
])('what %s is no further comment of its network', async (_what, before, status) => {
  let answer = before
  const { ask, drafts } = await submitting((given) => answer(given))
  for (let times = 0; times < 12; times += 1) expect((await ask(line, { body: draft })).status).toBe(status)
  answer = ({ id }) => ({ kind: 'accepted', id, version: 1, status: 'pending', replayed: false })
  const fresh = async () => {
    await ask(line, { body: draft })
    return drafts.at(-1)?.facts
  }
  for (let times = 1; times < 10; times += 1) expect(await fresh()).toEqual({})
  expect(await fresh()).toEqual({ networkRecent: 10 })
})

test('a comment that is sent again with its proof is one comment', async () => {
  const { deps, drafts } = await submitting()
  let proven = false
  const check = async () => {
    if (proven) return 'fine' as const
    throw new ProblemError('challenge-needed')
  }
  const ask = asking({ ...deps, challenges: { ...deps.challenges, check } })
  for (let times = 0; times < 12; times += 1) expect((await ask(line, { body: draft })).status).toBe(428)
  proven = true
  await ask(line, { body: draft })
  expect(drafts.map(({ facts }) => facts)).toEqual([{}])
})

test('a wrong bearer token is refused instead of ignored', async () => {
  const { ask } = await submitting()
  expect(await ask(line, { body: draft, token: 'nobody' })).toMatchObject({ status: 401, code: 'token-needed' })
})

test('an unknown site is 404, whatever is sent', async () => {
  const { ask } = await submitting()
  expect(await ask('POST /v1/sites/nowhere/comments', { body: draft })).toMatchObject({ status: 404, code: 'no-site' })
  expect(await ask('POST /v1/sites/..%2Fpaper/comments', { body: draft })).toMatchObject({ code: 'no-site' })
})

test('a network that writes too much is told when to come back; its neighbour is not', async () => {
  const { ask } = await submitting(undefined, { RATE_LIMIT_WRITE: '2/60' })
  const ip = '2001:db8:1:2:3::4'
  for (const each of [ip, '2001:db8:1:2:ffff::1']) expect((await ask(line, { body: draft, ip: each })).status).toBe(202)
  const answer = await ask(line, { body: draft, ip })
  expect(answer).toMatchObject({ status: 429, code: 'too-many-requests' })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask(line, { body: draft, ip: '2001:db8:1:3::1' })).status).toBe(202)
})
