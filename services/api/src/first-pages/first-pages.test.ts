import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createApp } from '../app.ts'
import { createCounts, createPasses } from '../counts/index.ts'
import { fakeStore as fakeCountsStore, virtualTicker } from '../counts/fakes.ts'
import { fakeDeps } from '../fakes/deps.ts'
import { listen } from '../http/server.ts'
import { createFirstPages, createFirstPagesLane, type FirstPages, type ReadPage } from './index.ts'

const path = '/v1/sites/paper/comments?article=a'

/** An api over a store whose page of comments tells how often it was read. */
const setUp = async () => {
  const ticker = virtualTicker()
  const log = fakeCountsStore()
  let revision = log.happen('paper', 'a', 1)
  const happen = () => (revision = log.happen('paper', 'a', 2))
  const elsewhere = () => (revision = log.happen('paper', 'another', 1))
  let read = 0
  let failing = false
  let pauseMs = 0
  const made = await fakeDeps({
    comments: {
      listVisible: async ({ articleKey }) => {
        read += 1
        await delay(pauseMs)
        if (failing) throw new Error('as if the store were broken')
        return { comments: [], publishedCount: read, revision, closed: articleKey === 'closed' }
      },
    },
  })
  const counts = createCounts({ store: log, ticker, log: made.log })
  const firstPages = createFirstPages(counts)
  const deps = { ...made, counts, firstPages }
  const lane = await createFirstPagesLane(deps, createPasses(deps))
  const app = createApp(deps)
  const framework = vi.spyOn(app, 'fetch')
  const served = { app, log: made.log, port: 0, host: '127.0.0.1' }
  const server = await listen({ ...served, lanes: [lane] })
  const plain = await listen(served)
  onTestFinished(async () => {
    await Promise.all([server.close(), plain.close(), counts.close()])
  })
  const ask = async (to = path, port = server.port) => {
    const answer = await fetch(`http://127.0.0.1:${port}${to}`)
    const { 'x-request-id': _id, date: _date, ...headers } = Object.fromEntries(answer.headers)
    return { status: answer.status, headers, text: await answer.text() }
  }
  const reads = async (to = path) => {
    const before = read
    await ask(to)
    return read - before
  }
  await ask('/v1/sites/paper/counts?article=a') // followed from now on
  await ask() // kept from now on
  await ask() // and its site known to the lane
  return {
    ask,
    reads,
    firstPages,
    counts,
    ticker,
    log,
    happen,
    elsewhere,
    plain: plain.port,
    pause: (ms: number) => (pauseMs = ms),
    readSoFar: () => read,
    fail: (on: boolean) => (failing = on),
    framework: () => framework.mock.calls.length,
  }
}

const pageAt = (revision: number): ReadPage => ({ revision, body: `{"revision":${revision},"closed":false}` })
const askedIn = ({ generationOf }: FirstPages) => ({
  siteId: 'paper',
  articleKey: 'a',
  generation: generationOf('paper'),
  read: async () => pageAt(99),
})

test('a page that nothing changed is sent again, with the headers that the framework would send', async () => {
  const { ask, reads, plain } = await setUp()
  expect(await reads()).toBe(0)
  const [kept, made] = [await ask(), await ask(path, plain)]
  expect(kept.headers).toEqual(made.headers)
  expect(Object.keys(kept.headers)).toEqual(Object.keys(made.headers))
  expect({ ...JSON.parse(kept.text), publishedCount: 0 }).toEqual({ ...JSON.parse(made.text), publishedCount: 0 })
})

test('what happens on the site, or may have, makes it read anew', async () => {
  const { reads, firstPages, ticker, happen } = await setUp()
  firstPages.hint('other', 99)
  expect(await reads()).toBe(0)
  firstPages.hint('paper', 2)
  expect(await reads()).toBe(1)
  await ticker.advance(1_000) // nothing came of it
  expect(await reads()).toBe(0)
  happen()
  await ticker.advance(400)
  expect([await reads(), await reads()]).toEqual([1, 0])
})

test('what may have changed is read again around the framework, once for a crowd, and answered alike', async () => {
  const { ask, fail, pause, readSoFar, ticker, happen, plain, framework } = await setUp()
  happen()
  await ticker.advance(400)
  const before = framework()
  pause(100)
  const read = readSoFar()
  const crowd = await Promise.all([ask(), ask(), ask()])
  expect(readSoFar()).toBe(read + 1)
  pause(0)
  expect(framework()).toBe(before)
  expect(new Set(crowd.map(({ text }) => text)).size).toBe(1)
  const made = await ask(path, plain)
  expect(crowd[0]?.headers).toEqual(made.headers)
  expect({ ...JSON.parse(crowd[0]?.text ?? ''), publishedCount: 0 }).toEqual({
    ...JSON.parse(made.text),
    publishedCount: 0,
  })
  happen()
  await ticker.advance(400)
  fail(true)
  expect(await ask()).toMatchObject({ status: 500, headers: { 'content-type': 'application/problem+json' } })
  fail(false)
  expect((await ask()).status).toBe(200)
})

test('what happens to other articles, or to nobody’s sight, leaves it as it is, at the revision of now', async () => {
  const { ask, reads, ticker, elsewhere } = await setUp()
  const before = JSON.parse((await ask()).text)
  for (let nth = 1; nth < 12; nth += 1) elsewhere() // the number gets longer
  await ticker.advance(400)
  expect(await reads()).toBe(0)
  const after = await ask()
  expect(JSON.parse(after.text)).toEqual({ ...before, revision: before.revision + 11 })
  expect(after.headers['content-length']).toBe(String(Buffer.byteLength(after.text)))
})

test('what an event named while the page was read is not missed', async () => {
  const { firstPages, counts, ticker, happen } = await setUp()
  const asked = askedIn(firstPages)
  happen()
  await ticker.advance(400)
  firstPages.keep('/read-before', asked, pageAt(1))
  expect(firstPages.find('/read-before', counts.now())).toBeUndefined()
})

test('a page read at a later revision than is followed keeps it', async () => {
  const { firstPages, counts } = await setUp()
  firstPages.keep('/ahead', askedIn(firstPages), pageAt(9))
  expect(firstPages.find('/ahead', counts.now())?.body.toString()).toBe(pageAt(9).body)
})

test('a comment that speaks of revisions is left alone', async () => {
  const { firstPages, counts, ticker, elsewhere } = await setUp()
  const html = '<p>"revision":1, he said</p>'
  const body = JSON.stringify({ comments: [{ html }], publishedCount: 1, revision: 1, closed: false })
  firstPages.keep('/spoken', askedIn(firstPages), { revision: 1, body })
  elsewhere()
  await ticker.advance(400)
  const found = JSON.parse(firstPages.find('/spoken', counts.now())?.body.toString() ?? '')
  expect(found).toEqual({ comments: [{ html }], publishedCount: 1, revision: 2, closed: false })
})

test('a page is not answered from memory once nobody confirms that it is true', async () => {
  const { reads, ticker, log } = await setUp()
  expect(await reads()).toBe(0)
  log.hold()
  await ticker.advance(1_500)
  expect(await reads()).toBe(1)
})

test('a page of the longest address is kept like another', async () => {
  const { reads } = await setUp()
  const long = `https://paper.example/${'%D1%8F'.repeat(337)}`
  const to = `/v1/sites/paper/comments?article=${encodeURIComponent(long)}`
  expect([await reads(to), await reads(to)]).toEqual([1, 0])
})

test('each question has its own page, and later pages are always read', async () => {
  const { ask, reads } = await setUp()
  expect(await reads('/v1/sites/paper/comments?article=closed')).toBe(1)
  expect(JSON.parse((await ask('/v1/sites/paper/comments?article=closed')).text)).toMatchObject({ closed: true })
  expect(JSON.parse((await ask()).text)).toMatchObject({ closed: false })
  expect(await reads(`${path}&sort=old`)).toBe(1)
  expect((await ask(`${path}&after=x`)).status).toBe(400)
  expect((await ask('/v1/sites/paper/comments?article=a&limit=-1')).status).toBe(400)
  expect((await ask('/v1/sites/nowhere/comments?article=a')).status).toBe(404)
})

test('a page that was asked for before its site’s addresses led elsewhere is not kept', async () => {
  const { reads, firstPages, counts, ask } = await setUp()
  const asked = askedIn(firstPages)
  counts.renew('paper')
  await ask('/v1/sites/paper/counts?article=a')
  const { revision = 0 } = counts.followed('paper', counts.now()) ?? {}
  firstPages.keep('/late', asked, pageAt(revision))
  expect(firstPages.find('/late', counts.now())).toBeUndefined()
  firstPages.keep('/late', askedIn(firstPages), pageAt(revision))
  expect(firstPages.find('/late', counts.now())).toBeDefined()
  expect([await reads(), await reads()]).toEqual([1, 0]) // what was kept before is read anew
})
