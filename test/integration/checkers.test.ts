import { rules, type Rules } from '@parley/contracts'
import { createLog } from '@parley/runtime'
import { createCheckers, moderate, openSideLane } from '@parley/worker'
import { expect, test } from 'vitest'
import { believes, sayJson, startChecker, switchProtocols, type CheckerServer } from '../support/checker-server.ts'
import { draftOf, freshStore, hashOf, type FreshStore } from '../support/store.ts'
import { until } from '../support/until.ts'

const secret = 'a-secret-of-the-owner-number-one'
const next = 'a-secret-of-the-owner-number-two'
const body = 'The council voted on Tuesday to keep the library open on Sundays.'
const metrics = { decided: () => undefined, failed: () => undefined }
const patience = 10_000

type Options = { allowPrivate?: boolean; timeoutMs?: number; atOnce?: number; akismetUrl?: string }

/** A worker's job over a store, whose site asks outside. */
const bench = async (
  { store }: FreshStore,
  outside: Rules['outside'],
  { allowPrivate = true, ...more }: Options = {},
) => {
  const lines: string[] = []
  const log = createLog({ service: 'test', level: 'debug' }, { write: (line: string) => void lines.push(line) })
  await store.sites.set('paper', { rules: rules.parse({ outside }) }, 'root')
  const checkers = createCheckers({ log, allowPrivate, timeoutMs: patience, ...more })
  const lane = openSideLane({ log })
  const work = moderate({
    store,
    queue: { askAlone: async () => undefined },
    log,
    metrics,
    outside: { checkers, lane },
  })
  const judge = async (bodies: string[], siteId = 'paper') => {
    const drafts = bodies.map((text) => draftOf({ siteId, body: text, authorKey: hashOf(text) }))
    await Promise.all(drafts.map((draft) => store.comments.submit(draft)))
    const commentIds = drafts.map(({ id }) => id)
    await again(commentIds, siteId)
    return commentIds
  }
  const again = (commentIds: string[], siteId = 'paper') =>
    work({ jobId: '1', siteId, commentIds, requestIds: [], stalls: 0 })
  const settled = async (id: string, siteId = 'paper') => {
    const file = await until('it is decided', async () => {
      const found = await store.moderation.show(siteId, id)
      return found?.comment.status === 'pending' ? undefined : found
    })
    const checks = JSON.stringify(file.verdicts[0]?.checks)
    return { status: file.comment.status, codes: [...checks.matchAll(/outside\.[a-z]+/g)].map(([code]) => code) }
  }
  const one = async (text = body) => settled((await judge([text]))[0] ?? '')
  return { judge, again, settled, one, lines, lane }
}

const hookAt = ({ url }: CheckerServer, mayReject = false) => ({ hook: { url, secrets: [secret], mayReject } })

test('a hook is asked in Coral’s shape, signed with every secret, without an address or a name', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  const { hook } = hookAt(checker)
  const { one } = await bench(paper, { hook: { ...hook, secrets: [next, secret] } })
  expect(await one()).toEqual({ status: 'published', codes: [] })
  const [got] = checker.got
  if (!got) throw new Error('the hook was not asked')
  expect(JSON.parse(got.body)).toEqual({
    action: 'NEW',
    comment: { body, parentID: null },
    author: { id: hashOf(body), role: 'COMMENTER' },
    story: { id: 'news-1', url: '' },
    site: { id: 'paper' },
    tenantID: 'paper',
    tenantDomain: 'paper.example',
  })
  expect([believes(secret, got), believes(next, got), believes(`${next}x`, got)]).toEqual([true, true, false])
  expect(Object.keys(got.headers).toSorted()).toEqual([
    'connection',
    'content-length',
    'content-type',
    'host',
    'x-coral-signature',
  ])
})

test.each<[object, boolean, string, string[]]>([
  [{}, false, 'published', []],
  [{ status: 'APPROVED', tags: ['STAFF'] }, false, 'published', []],
  [{ status: 'PREMOD' }, false, 'held', ['outside.withheld']],
  [{ status: 'REJECTED' }, false, 'held', ['outside.rejected']],
  [{ status: 'REJECTED' }, true, 'rejected', ['outside.rejected']],
  [{ actions: [{ actionType: 'FLAG', reason: 'COMMENT_DETECTED_TOXIC' }] }, false, 'held', ['outside.flagged']],
  [{ status: 'PUBLISH IT' }, false, 'held', ['outside.unavailable']],
])('a hook that answers %j (may reject: %j) makes it %s', async (said, mayReject, status, codes) => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  checker.answer = sayJson(said)
  const { one } = await bench(paper, hookAt(checker, mayReject))
  expect(await one()).toEqual({ status, codes })
})

test.each<[string, CheckerServer['answer'], Options]>([
  ['hangs', () => undefined, { timeoutMs: 100 }],
  ['fails', (response) => void response.writeHead(500).end(), {}],
  ['hangs up', (response) => void response.destroy(), {}],
  ['switches protocols', switchProtocols, {}],
  ['sends elsewhere', (response) => void response.writeHead(302, { Location: '/other' }).end(), {}],
  ['answers no JSON', (response) => void response.end('<html>'), {}],
  ['says too much', (response) => void response.end('x'.repeat(200_000)), {}],
])('a hook that %s holds, and is not followed', async (_what, answer, options) => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  checker.answer = answer
  const { one, lines } = await bench(paper, hookAt(checker), options)
  expect(await one()).toEqual({ status: 'held', codes: ['outside.unavailable'] })
  expect(checker.got).toHaveLength(1)
  const told = lines.find((line) => line.includes('checker.failed')) ?? ''
  expect(told).toContain('"siteId":"paper"')
  for (const hidden of [body, secret, '127.0.0.1']) expect(lines.join('\n')).not.toContain(hidden)
})

test.each(['http://127.0.0.1', 'https://127.0.0.1', 'https://localhost', 'https://[::1]', 'https://169.254.169.254'])(
  'a hook at %s is not asked unless the operator allows it',
  async (origin) => {
    await using paper = await freshStore()
    await using checker = await startChecker()
    const url = `${origin}:${new URL(checker.url).port}/check`
    const { one, lines } = await bench(paper, hookAt({ ...checker, url }), { allowPrivate: false })
    expect(await one()).toEqual({ status: 'held', codes: ['outside.unavailable'] })
    expect(lines.join('\n')).toMatch(/not https|address not public/)
    expect(checker.got).toEqual([])
  },
)

test('Akismet is asked with nobody’s address, and can only hold', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  const akismet = { key: 'akismet-key', blog: 'https://paper.example' }
  const { one } = await bench(paper, { akismet }, { akismetUrl: checker.url })
  checker.answer = (response) => void response.end('false')
  expect(await one()).toEqual({ status: 'published', codes: [] })
  const sent = Object.fromEntries(new URLSearchParams(checker.got[0]?.body))
  expect(sent).toEqual({
    api_key: 'akismet-key',
    blog: 'https://paper.example',
    user_ip: '192.0.2.1',
    comment_type: 'comment',
    comment_content: body,
    comment_date_gmt: expect.stringMatching(/^20/),
  })
  checker.answer = (response) => void response.end('true')
  expect(await one('Which bridge was closed last winter, and who paid for it?')).toMatchObject({
    status: 'held',
    codes: ['outside.spam'],
  })
  checker.answer = (response) => void response.end('invalid')
  expect((await one('Nobody asked the people who live by the river.')).codes).toEqual(['outside.unavailable'])
})

test('what the checks hold themselves is shown to nobody', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  const { one } = await bench(paper, hookAt(checker))
  expect((await one('Best online casino, get your bonus at https://casino-win.xyz')).status).not.toBe('published')
  expect(checker.got).toEqual([])
})

test('a hook that hangs holds up no other site, nor the end of a job', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  await paper.store.sites.add({ id: 'other', name: 'Other', hosts: [] })
  checker.answer = () => undefined
  const { judge, settled, lane } = await bench(paper, hookAt(checker), { timeoutMs: 1_000 })
  const [slow = ''] = await judge([body])
  const [quick = ''] = await judge([body], 'other')
  expect((await settled(quick, 'other')).status).toBe('published')
  expect((await paper.store.moderation.show('paper', slow))?.comment.status).toBe('pending')
  await lane.close()
  expect(await settled(slow)).toEqual({ status: 'held', codes: ['outside.unavailable'] })
})

test('a comment that a hook is being asked about is not asked about again', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  let answer: (() => void) | undefined
  checker.answer = (response) => (answer = () => void response.writeHead(204).end())
  const { judge, again, settled } = await bench(paper, hookAt(checker))
  const [id = ''] = await judge([body])
  await until('it is asked', () => answer !== undefined)
  await again([id])
  answer?.()
  expect((await settled(id)).status).toBe('published')
  expect(checker.got).toHaveLength(1)
})

test('a worker that ends asks about no more comments, and leaves the others pending', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  checker.answer = () => undefined
  const { judge, lane } = await bench(paper, hookAt(checker), { timeoutMs: 500, atOnce: 1 })
  const ids = await judge([body, 'Which bridge?', 'I like the library.'])
  await until('one is asked about', () => checker.got.length === 1)
  await lane.close()
  expect(checker.got).toHaveLength(1)
  const found = await Promise.all(ids.map((id) => paper.store.moderation.show('paper', id)))
  expect(found.map((one) => one?.comment.status).toSorted()).toEqual(['held', 'pending', 'pending'])
})

test('a hook that keeps failing is left alone for a while, and all is held', async () => {
  await using paper = await freshStore()
  await using checker = await startChecker()
  checker.answer = (response) => void response.writeHead(503).end()
  const { one } = await bench(paper, hookAt(checker))
  const texts = [
    'Which bridge?',
    'Nobody asked us.',
    'It will rain on Sunday.',
    'I like the library.',
    'Who pays?',
    'Buses are late.',
    'My street too.',
  ]
  for (const text of texts) expect((await one(text)).status).toBe('held')
  expect(checker.got).toHaveLength(5)
})
