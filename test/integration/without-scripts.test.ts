import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProcess } from '../support/processes.ts'
import { byModerator, moveOf } from '../support/store.ts'
import { until } from '../support/until.ts'
import { freshApi, published, submitted, type Api } from './api-client.ts'

let api: Api
let folder: string
beforeAll(async () => {
  api = await freshApi()
  folder = await mkdtemp(join(tmpdir(), 'parley-export-'))
})
afterAll(async () => {
  await api?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const page = async (path: string, init?: RequestInit) => {
  const answer = await fetch(api.running.url + path, { redirect: 'manual', ...init })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const field = (text: string, name: string) =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
const formOf = (text: string, fields: Record<string, string>) =>
  new URLSearchParams({
    ...Object.fromEntries(['article', 'formToken', 'idempotencyKey'].map((name) => [name, field(text, name)])),
    ...fields,
  })
const dataIn = (text: string) =>
  JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '{}') as {
    commentCount: number
    comment: { text: string; parentItem?: object }[]
  }

test('the fragment shows comments, their number and JSON-LD, may be framed by the site alone, and runs nothing', async () => {
  const article = 'https://paper.example/a'
  const { id } = await published(api, { article, body: 'A <b>bold</b> </script> remark' })
  await published(api, { article, body: 'An answer', parentId: id })
  await submitted(api, { article, body: 'Nobody sees this' })
  const { status, headers, text } = await page(
    `/embed/paper?article=${encodeURIComponent('http://paper.example/a/?utm_source=x')}&lang=ru`,
  )
  expect(status).toBe(200)
  expect(headers.get('content-security-policy')).toContain('frame-ancestors https://paper.example http://paper.example')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('x-frame-options')).toBeNull()
  expect(text).toContain('<html lang="ru">')
  expect(text).toContain('2 комментария')
  expect(text).not.toContain('Nobody sees this')
  expect(text.match(/<\/script>/g)).toHaveLength(1)
  const data = dataIn(text)
  expect(data).toMatchObject({ '@type': 'Article', '@id': article, commentCount: 2 })
  expect(data.comment.map((one) => one.text)).toContain('A <b>bold</b> </script> remark')
  expect(data.comment.some((one) => one.parentItem !== undefined)).toBe(true)
})

test('a piece for includes is no whole page, and its links lead to the base it was given', async () => {
  const { text } = await page('/embed/paper?article=piece&part=1&base=https://comments.example/x')
  expect(text).toMatch(/^<section/)
  expect(text).toContain('action="https://comments.example/embed/paper?article=piece')
  const { text: plain } = await page('/embed/paper?article=piece&part=1&base=javascript:alert(1)')
  expect(plain).toContain('action="/embed/paper?article=piece')
})

test('its form is taken from its own page and from the site’s, with the receipt at once, and from nobody else', async () => {
  const { text, headers } = await page('/embed/paper?article=forms')
  expect([field(text, 'idempotencyKey'), headers.get('cache-control')]).toEqual(['', expect.stringContaining('public')])
  const send = (origin: string, body: string, headersToo: Record<string, string> = {}) =>
    page('/embed/paper?article=forms', {
      method: 'POST',
      headers: { origin, ...headersToo },
      body: formOf(text, { body }),
    })
  const sent = await send(api.running.url, 'From the frame')
  expect([sent.status, sent.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(sent.text).toMatch(/href="\/r\/paper[^>]*target="_blank"/)
  const receipt = /\/r\/(paper\.[^?"]+)/.exec(sent.text)?.[1] ?? ''
  expect((await api.ask(`GET /v1/receipts/${receipt}`)).json['body']).toBe('From the frame')
  expect(sent.headers.get('set-cookie')).toBeNull()
  const included = await send('https://paper.example', 'From an include', { 'sec-fetch-site': 'cross-site' })
  expect(included.text).toContain('/r/paper.')
  const foreign = await send('https://evil.example', 'From elsewhere', { 'sec-fetch-site': 'cross-site' })
  expect([foreign.status, foreign.text.includes('From elsewhere')]).toEqual([403, true])
  const stale = await page('/embed/paper?article=forms', {
    method: 'POST',
    headers: { origin: api.running.url },
    body: formOf(text, { body: 'Unsealed', formToken: 'x.y' }),
  })
  expect(stale.status).toBe(403)
})

test('its form pressed twice at once is one comment with one receipt', async () => {
  const { text } = await page('/embed/paper?article=twice&lang=be-BY')
  expect(text).toContain('<html lang="be">')
  const press = () =>
    page('/embed/paper?article=twice', {
      method: 'POST',
      headers: { origin: api.running.url },
      body: formOf(text, { body: 'Good news for everybody here.' }),
    })
  const receipts = (await Promise.all([press(), press()])).map((sent) => /\/r\/(paper\.[^?"]+)/.exec(sent.text)?.[1])
  expect(receipts[0]).toMatch(/^paper\./)
  expect(receipts[1]).toBe(receipts[0])
})

test.each(['/embed/nowhere?article=a', '/embed/paper', '/embed/paper?article=%00'])('%s is no page', async (path) => {
  expect([400, 404]).toContain((await page(path)).status)
})

test('feeds of a site and an article carry what is published, change with it, and are not sent twice', async () => {
  const body = 'Fed & <fed>'
  const { id } = await published(api, { article: 'fed', body })
  await submitted(api, { article: 'fed', body: 'Waits' })
  await published(api, { article: 'elsewhere', body: 'Of another article' })
  const feed = '/v1/sites/paper/feed?article=fed'
  const atom = await page(feed)
  expect(atom.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  expect(atom.text).toContain(`<id>urn:uuid:${id}</id>`)
  expect(atom.text).not.toMatch(/Waits|Of another article/)
  const etag = await until(
    'a tag that stands',
    async () => {
      const tag = (await page(feed)).headers.get('etag') ?? ''
      return (await page(feed, { headers: { 'if-none-match': tag } })).status === 304 ? tag : undefined
    },
    { timeoutMs: 10_000 },
  )
  const rss = await page('/v1/sites/paper/feed?format=rss')
  expect(rss.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
  expect(rss.text).toContain('Of another article')
  await byModerator(api.store, [moveOf(id, 'removed')])
  await until('the feed follows', async () => !(await page(feed)).text.includes(id), { timeoutMs: 10_000 })
  expect((await page(feed, { headers: { 'if-none-match': etag } })).status).toBe(200)
})

const runExport = async () => {
  const main = 'services/cli/src/main.ts'
  const run = await startProcess({
    main,
    args: ['export', '--static', folder],
    env: { DATABASE_URL: api.databaseUrl },
    ready: (one) => one.lines.some((line) => line.startsWith('Site paper')),
  }).catch((fault: unknown) => fault)
  if (run instanceof Error) throw run
  const process = run as Awaited<ReturnType<typeof startProcess>>
  expect(await process.ended).toEqual({ code: 0, signal: null })
}
const read = async (path: string) => readFile(join(folder, 'paper', path), 'utf8')

test('an export writes what is published, by key and alias, and takes away what no longer is', async () => {
  const { id } = await published(api, { article: 'kept', body: 'Kept <i>so</i>' })
  await submitted(api, { article: 'kept', body: 'Waits for a moderator' })
  await api.ask('PUT /v1/sites/paper/articles/kept', { token: 'moderator', body: { aliases: ['also-kept'] } })
  await runExport()
  const index = JSON.parse(await read('index.json')) as Record<string, string>
  const { counts } = JSON.parse(await read('counts.json')) as { counts: Record<string, number> }
  expect([counts['kept'], counts['also-kept'], index['kept'] === index['also-kept']]).toEqual([1, 1, true])
  const json = await read(`${index['kept']}.json`)
  expect(JSON.parse(json)).toMatchObject({ publishedCount: 1, comments: [{ id, status: 'published' }] })
  const html = await read(`${index['kept']}.html`)
  expect(html).toContain('Kept &lt;i&gt;so&lt;/i&gt;')
  expect(json + html).not.toContain('Waits for a moderator')

  await byModerator(api.store, [moveOf(id, 'removed')])
  await runExport()
  expect(await read(`${index['kept']}.json`)).not.toContain('Kept')
  expect(await read(`${index['kept']}.html`)).not.toContain('Kept')
  const files = await readdir(join(folder, 'paper'), { recursive: true })
  expect(files.filter((name) => name.endsWith('.part'))).toEqual([])
})
