import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorker, type Running } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { freshApi, type Api } from './api-client.ts'
import { formsIn, openBrowser, type Page } from './pages-browser.ts'

let api: Api
let worker: Running
beforeAll(async () => {
  api = await freshApi()
  await api.store.sites.add({ id: 'demo', name: 'Demo', hosts: [new URL(api.running.url).host], mode: 'post' })
  worker = await startWorker({ databaseUrl: api.databaseUrl, queueUrl: api.databaseUrl })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const browse = () => openBrowser(api.running.url)

/** The two numbers of a page: beside the headline and on the button. */
const numbersOf = ({ html }: Page) => [
  Number(/class="count"[\s\S]*?(\d+)\s/.exec(html.replaceAll(/<svg[\s\S]*?<\/svg>/g, ''))?.[1]),
  Number(/class="number"[^>]*>(\d+)</.exec(html)?.[1]),
]

const countByApi = async () =>
  ((await api.ask('GET /v1/sites/demo/counts?article=welcome')).json['counts'] as Record<string, number>)['welcome']

/** Opens a page until it says something. */
const untilSays = (path: string, words: string, browser = browse()) =>
  until(`${path} to say "${words}"`, async () => {
    const page = await browser.open(path)
    return page.text.includes(words) ? page : undefined
  })

test('a comment written by hand is judged, published and counted on all three pages, changed and erased', async () => {
  const reader = browse()
  const before = (await countByApi()) ?? 0
  const form = await reader.open('/demo/be')
  expect(numbersOf(form)).toEqual([before, before])
  const sent = await reader.send(form, '/demo/be', {
    name: 'Марына',
    body: 'Дзякуй за *добрую* навіну, прыйду ў пятніцу.',
  })
  expect([sent.status, sent.path]).toEqual([200, '/demo/be?sent=1'])

  const shown = await untilSays('/demo/be', 'Ваш каментар апублікаваны.', reader)
  expect(shown.html).toContain('<p>Дзякуй за <em>добрую</em> навіну, прыйду ў пятніцу.</p>')
  const now = before + 1
  for (const path of ['/demo', '/demo/ru', '/demo/be']) {
    const page = await until(`${path} to count ${now}`, async () => {
      const seen = await browse().open(path)
      return numbersOf(seen)[0] === now ? seen : undefined
    })
    expect(numbersOf(page)).toEqual([now, now])
    expect(page.text).toContain('Марына')
  }
  expect(await countByApi()).toBe(now)

  const receipt = /href="(\/r\/[^"?]+)/.exec(shown.html)?.[1] ?? ''
  const own = await reader.open(receipt)
  const saved = await reader.send(own, `${receipt}/edit?lang=en`, { body: 'Дзякуй, прыйду ў суботу.' })
  expect(saved.text).toContain('Your change is received.')
  await untilSays('/demo', 'прыйду ў суботу')
  const erased = await reader.send(await reader.open(receipt), `${receipt}/delete?lang=en`)
  expect(erased.text).toContain('its text and name are erased')
  await until('the comment to be gone', async () => !(await browse().open('/demo')).text.includes('Марына'))
  await until('the count to fall', async () => (await countByApi()) === before)
})

test('a form pressed ten times at once is one comment', async () => {
  const reader = browse()
  const page = await reader.open('/demo')
  const body = `A remark about the café ${Date.now()}`
  const sent = await Promise.all(Array.from({ length: 10 }, () => reader.send(page, '/demo', { body })))
  expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]))
  const { items } = await api.store.moderation.list({ status: 'published', siteId: 'demo', q: body, limit: 10 })
  const waiting = await api.store.moderation.list({ status: 'pending', siteId: 'demo', q: body, limit: 10 })
  expect(items.length + waiting.items.length).toBe(1)
})

test('an answer is written from its link and stands under what it answers', async () => {
  const reader = browse()
  const first = await reader.send(await reader.open('/demo'), '/demo', {
    name: 'Ada',
    body: 'What about the courtyard at night?',
  })
  const parent =
    /href="[^"]*#c-([0-9a-f-]{36})"/.exec((await untilSays('/demo', 'is published.', reader)).html)?.[1] ?? ''
  expect(first.status).toBe(200)
  const asked = await reader.open(`/demo/ru?reply=${parent}`)
  expect(asked.text).toContain('Ваш ответ на комментарий: Ada')
  await reader.send(asked, `/demo/ru?reply=${parent}`, { name: 'Пётр', body: 'Обещали выпускать через улицу.' })
  const page = await untilSays('/demo/ru', 'Обещали выпускать через улицу')
  expect(page.html.indexOf(`id="c-${parent}"`)).toBeLessThan(page.html.indexOf('Обещали'))
  expect(page.text).toContain('в ответ на комментарий: Ada')
})

test('a hostile comment is stored and shown inert, and its writer is never answered with a fault', async () => {
  const reader = browse()
  const bodies = [
    '<script>p()</script>',
    '[x](javascript:p())',
    '</textarea><img src=x onerror=p()>',
    '`'.repeat(3_999),
    '>'.repeat(4_000),
  ]
  for (const body of bodies) {
    const page = await reader.send(await reader.open('/demo'), '/demo', { body, name: '"><b>x' })
    expect([200, 400]).toContain(page.status)
    const shown = await browse().open('/demo')
    expect(shown.html).not.toMatch(
      /<script(?! type="application\/ld\+json"| src="\/widget\/parley\.js")|<img|javascript:p\(\)"/,
    )
  }
})

test('a closed article takes nothing, and says so with the text kept', async () => {
  const reader = browse()
  const page = await reader.open('/demo')
  await api.store.articles.set('demo', 'welcome', { closed: true })
  const refused = await reader.send(page, '/demo', { body: 'Too late?' })
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('This article takes no more comments.')
  await api.store.articles.set('demo', 'welcome', { closed: false })
  expect(formsIn(await reader.open('/demo'), '/demo')).toHaveLength(1)
})

test('neither text, name, receipt nor session reach the log', () => {
  const { lines } = api.running
  const naming = (words: string) => lines.filter((line) => line.includes(words)).length
  expect(['"pattern":"/demo"', '"pattern":"/r/:receipt/delete"'].map(naming)).not.toContain(0)
  expect(['Марына', 'навіну', 'courtyard', 'demo.01'].map(naming)).toEqual([0, 0, 0, 0])
})
