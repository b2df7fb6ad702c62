import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorker, type Running } from '../support/processes.ts'
import { rowsOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { freshApi, secretOf, submitted, type Api } from './api-client.ts'
import { formsIn, openBrowser, type Browser, type Page } from './pages-browser.ts'

let api: Api
let worker: Running
beforeAll(async () => {
  api = await freshApi()
  for (const id of ['paper', 'other']) await api.store.sites.set(id, { mode: 'pre' }, 'test')
  worker = await startWorker({ databaseUrl: api.databaseUrl, queueUrl: api.databaseUrl })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const signedIn = async (name = 'moderator'): Promise<Browser> => {
  const browser = openBrowser(api.running.url)
  const page = await browser.send(await browser.open('/moderation'), '/moderation/sign-in', { token: secretOf(name) })
  expect([page.status, page.path]).toEqual([200, '/moderation'])
  return browser
}

const countOf = async (article: string) =>
  ((await api.ask(`GET /v1/sites/paper/counts?article=${article}`)).json['counts'] as Record<string, number>)[article]

/** Sends comments and waits until the checks held them all. */
const heldComments = async (article: string, count: number, site = 'paper') => {
  const made = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      submitted(api, { site, article, body: `Remark ${at} on ${article}, <b>so</b> it is.` }),
    ),
  )
  await until(`${count} comments to be held`, async () => {
    const { items } = await api.store.moderation.list({ status: 'held', siteId: site, articleKey: article, limit: 100 })
    return items.length === count
  })
  return made.map(({ id }) => id)
}

const boxesIn = ({ html }: Page) => [...html.matchAll(/name="(c:[^"]+)"\s+aria-label/g)].map(([, name]) => name ?? '')

test('what is held is approved, counted, undone and decided again, all by forms', async () => {
  const [id = ''] = await heldComments('one', 1)
  const ada = await signedIn()
  const list = '/moderation?site=paper&article=one'
  const page = await ada.open(list)
  expect(page.text.replaceAll(' ', '')).toContain('Remark0onone,<b>so</b>itis.') // what the models point at is marked
  const approved = await ada.send(page, '/moderation/decide', { action: 'approve' })
  expect(approved.text).toContain('1 comment approved.')
  await until('the count to rise', async () => (await countOf('one')) === 1)

  const undone = await ada.send(approved, '/moderation/undo')
  expect(undone.text).toContain('1 comment moved back.')
  await until('the count to fall', async () => (await countOf('one')) === 0)
  const again = await ada.send(undone, '/moderation/undo')
  expect(again.text).toContain('1 comment moved back.')
  await until('the count to rise again', async () => (await countOf('one')) === 1)

  const file = await ada.open(`/moderation/comments/paper/${id}`)
  expect(file.text).toMatch(
    /The checks judged version 1: Being checked → Held.*moderator approved version 1: Held → Published/,
  )
  const removed = await ada.send(file, '/moderation/decide', { action: 'remove', reason: 'abuse' })
  expect(removed.text).toContain('1 comment removed.')
  await until('the count to fall for good', async () => (await countOf('one')) === 0)
  const log = await ada.open('/moderation/log')
  expect(log.text).toMatch(
    /removed 1 comment on paper .* Abuse or insults.*undid a decision on 1 comment.*approved 1 comment/,
  )
})

test('of a form pressed twice the second answer tells what the first did, and takes it back', async () => {
  await heldComments('twice', 3)
  const [ada, bob] = [await signedIn(), await signedIn('admin')]
  const list = '/moderation?site=paper&article=twice&all=1'
  const [page, his] = [await ada.open(list), await bob.open(list)]
  const fields = Object.fromEntries(boxesIn(page).map((name) => [name, 'on']))
  const bulk = formsIn(page, '/moderation/decide').length - 1
  const approve = () => ada.send(page, '/moderation/decide', { ...fields, action: 'approve' }, bulk)
  const [first, second] = [await approve(), await approve()]
  for (const answer of [first, second]) expect(answer.text).toContain(' 3 comments approved. ')
  await ada.send(first, '/moderation/undo')
  const undone = await ada.send(second, '/moderation/undo')
  expect(undone.text).toContain(' 3 comments moved back. ')
  expect((await ada.send(undone, '/moderation/undo')).text).toContain(' 3 comments moved back. ')
  await until('the count to rise', async () => (await countOf('twice')) === 3)

  const told = await bob.send(his, '/moderation/decide', { ...fields, action: 'approve' }, bulk)
  expect(told.text).toContain('0 comments approved. 3 already approved.')
  expect(formsIn(told, '/moderation/undo')).toEqual([]) // whose press it was not
})

test('fifty are rejected with one press, and undone with one', async () => {
  await heldComments('many', 50)
  const ada = await signedIn()
  const page = await ada.open('/moderation?site=paper&article=many&all=1')
  const boxes = boxesIn(page)
  expect(boxes).toHaveLength(50)
  const fields = Object.fromEntries(boxes.map((name) => [name, 'on']))
  const bulk = formsIn(page, '/moderation/decide').length - 1
  const none = await ada.send(page, '/moderation/decide', { ...fields, action: 'reject', reason: '' }, bulk)
  expect(none.text).toContain('Choose a reason')
  expect(none.html.match(/"\s+checked\b/g)).toHaveLength(50)
  const rejected = await ada.send(
    none,
    '/moderation/decide',
    { ...fields, action: 'reject', reason: 'off-topic' },
    bulk,
  )
  expect(rejected.text).toContain('50 comments rejected.')
  expect(boxesIn(rejected)).toEqual([])
  const undone = await ada.send(rejected, '/moderation/undo')
  expect(undone.text).toContain('50 comments moved back.')
  expect(boxesIn(undone)).toHaveLength(50)
})

test('two moderators of two minds: what the first decided is not undone by who did not see it', async () => {
  await heldComments('minds', 3)
  const [ada, bob] = [await signedIn(), await signedIn('admin')]
  const list = '/moderation?site=paper&article=minds&all=1'
  const [hers, his] = [await ada.open(list), await bob.open(list)]
  const fields = Object.fromEntries(boxesIn(hers).map((name) => [name, 'on']))
  const bulk = formsIn(hers, '/moderation/decide').length - 1
  const order = { ...fields, action: 'reject', reason: 'threat' }
  expect((await ada.send(hers, '/moderation/decide', order, bulk)).text).toContain('3 comments rejected.')
  const told = '0 comments approved. 3 edited by the author or decided by somebody else since you looked: look again.'
  expect((await bob.send(his, '/moderation/decide', { ...fields, action: 'approve' }, bulk)).text).toContain(told)
  expect(await countOf('minds')).toBe(0)

  const seen = await bob.open(`${list}&status=rejected`) // who saw it may
  const again = Object.fromEntries(boxesIn(seen).map((name) => [name, 'on']))
  const last = formsIn(seen, '/moderation/decide').length - 1
  expect((await bob.send(seen, '/moderation/decide', { ...again, action: 'approve' }, last)).text).toContain(
    '3 comments approved.',
  )
  await until('the count to rise', async () => (await countOf('minds')) === 3)
})

test('what a colleague approved, whoever published it, and what a blind look decided stay as they were decided', async () => {
  const [approved = '', blind = ''] = await heldComments('eyes', 2)
  const approve = async (id: string) => {
    const body = { comments: [{ site: 'paper', id, version: 1 }], action: 'approve' }
    const { json } = await api.ask('POST /v1/moderation/decisions', { token: 'moderator', body })
    expect(json['comments']).toMatchObject([{ answer: 'decided' }])
  }
  await approve(approved)
  await rowsOf(api.databaseUrl, 'update comment set approved_version = null where id = $1', [approved]) // as if by the checks
  await rowsOf(
    api.databaseUrl,
    `insert into audit (site_id, comment_id, version, outcome) values ('paper', $1, 1, 'published')`,
    [blind],
  )
  const bob = await signedIn('admin')
  const told = '0 comments rejected. 1 edited by the author or decided by somebody else since you looked: look again.'
  for (const [list, id] of [
    ['/moderation?site=paper&article=eyes&status=published', approved],
    ['/moderation/audits?site=paper', blind],
  ] as const) {
    const looked = await bob.open(list)
    await approve(id)
    const late = await bob.send(looked, '/moderation/decide', { action: 'reject', reason: 'spam' })
    expect(late.text).toContain(told)
  }
})

test('two moderators on one page: the second is told, and nothing is decided twice', async () => {
  await heldComments('race', 1)
  const [ada, bob] = [await signedIn(), await signedIn('admin')]
  const list = '/moderation?site=paper&article=race'
  const [hers, his] = [await ada.open(list), await bob.open(list)]
  expect((await ada.send(hers, '/moderation/decide', { action: 'approve' })).text).toContain('1 comment approved.')
  expect((await bob.send(his, '/moderation/decide', { action: 'approve' })).text).toContain(
    '0 comments approved. 1 already approved.',
  )
  expect(await countOf('race')).toBe(1)
})

test('a token of one site sees and decides nothing of another', async () => {
  const [id = ''] = await heldComments('theirs', 1, 'other')
  const ada = await signedIn('paper-moderator')
  const page = await ada.open('/moderation?status=held')
  expect(page.text).not.toContain('theirs')
  expect((await ada.open('/moderation?site=other')).text).not.toContain('theirs')
  expect((await ada.open(`/moderation/comments/other/${id}`)).status).toBe(404)
  await heldComments('ours', 1)
  const own = await ada.open('/moderation?site=paper&article=ours')
  const tried = await ada.send(own, '/moderation/decide', { [`c:other/${id}/1`]: 'on', action: 'approve' })
  expect(tried.text).toContain('1 comment approved. 1 no longer there.')
  const { items } = await api.store.moderation.list({ status: 'held', siteId: 'other', limit: 10 })
  expect(items.map((item) => item.id)).toContain(id)
})

test('a reader’s token looks only; a revoked one not even that', async () => {
  const eve = await signedIn('reader')
  const page = await eve.open('/moderation')
  expect(formsIn(page, '/moderation/decide')).toEqual([])
  await api.store.tokens.revoke('reader')
  expect((await eve.open('/moderation')).path).toBe('/moderation/sign-in')
})

test('the session’s cookie is sealed and goes to the moderators’ pages only', async () => {
  const ada = await signedIn()
  const cookie = ada.cookies.get('parley_moderator')
  expect(cookie?.path).toBe('/moderation')
  expect(Buffer.from(cookie?.value ?? '', 'base64url').toString('latin1')).not.toContain('moderator')
  ada.cookies.set('parley_moderator', { value: `${cookie?.value.slice(0, -4)}AAAA`, path: '/moderation' })
  expect((await ada.open('/moderation')).path).toBe('/moderation/sign-in')
})
