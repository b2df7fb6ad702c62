import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { commentWith, publishAll, setStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage({ worker: false })
})
afterAll(() => stage[Symbol.asyncDispose]())

const reader = async () => {
  const { page, errors } = await stage.reader('/demo')
  await page.locator('#text-new').waitFor()
  return { page, errors }
}
const publish = (key: string, body: string) => publishAll(stage, [{ article: { key }, body }])
/** Puts an element for another article before all others. */
const addElement = (page: Page, article: string) =>
  page.evaluate((it) => {
    const added = document.createElement('parley-comments')
    added.setAttribute('site', 'demo')
    added.setAttribute('article', it)
    document.body.prepend(added)
  }, article)

test('an article that a page turns to, adds or counts later is followed as the first one is', async () => {
  const { page } = await reader()
  const streams: string[] = []
  page.on('request', (request) => request.url().includes('/events?') && streams.push(request.url()))
  await page.evaluate(() => {
    document.querySelector('parley-comments')?.setAttribute('article', 'turned-to')
    const later = document.createElement('b')
    later.id = 'later'
    later.dataset['parleyCount'] = 'counted'
    document.body.append(later)
    document.dispatchEvent(new Event('parley:refresh'))
  })
  for (let n = 0; n < 5; n += 1) await addElement(page, `added-${n}`)
  await until('all to be followed', () =>
    ['turned-to', 'counted', 'added-4'].every((it) => streams.at(-1)?.includes(it)),
  )
  expect(streams.length).toBeLessThan(5)
  await until('the first number', async () => (await page.locator('#later').textContent()) === '0')
  await publish('turned-to', 'On the article turned to.')
  await publish('added-0', 'On the article added.')
  await publish('counted', 'On the article counted.')
  for (const text of ['On the article turned to.', 'On the article added.']) await commentWith(page, text).waitFor()
  await until('the number', async () => (await page.locator('#later').textContent()) === '1')
  await page.context().close()
})

/** Keeps a request waiting until it is released. */
const holding = async (page: Page, url: string, then: (route: Route) => Promise<void>) => {
  const held = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  await page.route(url, async (route) => {
    asked.resolve()
    await held.promise
    await then(route)
  })
  return { asked: asked.promise, release: held.resolve }
}

test('an element that leaves while it loads takes no other’s news along', async () => {
  const { page, errors } = await reader()
  const { asked, release } = await holding(page, '**/parley.css', (route) => route.continue())
  await addElement(page, 'leaving')
  await asked
  await page.evaluate(() => document.querySelector('parley-comments')?.remove())
  const loaded = page.waitForRequest((request) => request.url().includes('/comments?article=leaving'))
  release()
  await loaded
  await publish('welcome', 'Heard by the one that stayed.')
  await commentWith(page, 'Heard by the one that stayed.').waitFor()
  expect(errors).toEqual([])
  await page.context().close()
})

test('an element that leaves while it cannot load is no error of the page', async () => {
  const { page } = await stage.reader('about:blank')
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const { asked, release } = await holding(page, '**/en.json', (route) => route.abort())
  await page.goto(`${stage.url}/demo`)
  await asked
  await page.evaluate(() => document.querySelector('parley-comments')?.remove())
  const failed = page.waitForEvent('requestfailed')
  release()
  await failed
  await page.evaluate(() => new Promise((done) => setTimeout(done)))
  expect(errors).toEqual([])
  await page.context().close()
})

test.each(['en.json', 'parley.css'])('a service that is too busy for %s is asked again', async (file) => {
  const { page, errors } = await stage.reader('about:blank')
  let asked = 0
  await page.route(`**/${file}`, (route) => {
    asked += 1
    return asked > 1
      ? route.continue()
      : route.fulfill({ status: 503, json: { type: 'urn:parley:problem:overloaded' } })
  })
  await page.goto(`${stage.url}/demo`)
  // A reader who asks for the form need not wait for the next try.
  await until('it to be asked for again', async () => {
    await page.evaluate(() => Object.assign(location, { hash: '' }))
    await page.evaluate(() => Object.assign(location, { hash: '#parley-write' }))
    return asked > 1
  })
  await page.locator('#text-new').waitFor()
  expect(asked).toBe(2)
  expect(errors.filter((error) => !error.includes('503'))).toEqual([])
  await page.context().close()
})

test('counts that are cut on their way are no error of the page, and asked for again', async () => {
  const { page, errors } = await reader()
  await page.route('**/counts?*', (route) => route.fulfill({ body: '{"coun', contentType: 'application/json' }))
  const refresh = () => page.evaluate(() => document.dispatchEvent(new Event('parley:refresh')))
  const cut = page.waitForResponse((answer) => answer.url().includes('/counts?'))
  await refresh()
  await (await cut).finished()
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)))
  expect(errors).toEqual([])
  await page.unroute('**/counts?*')
  const whole = page.waitForResponse((answer) => answer.url().includes('/counts?'))
  await refresh()
  expect(await (await whole).json()).toHaveProperty('counts')
  await page.context().close()
})

test('a page that turned to more articles than a stream tells of follows the one that it shows', async () => {
  const { page } = await reader()
  for (let n = 1; n <= 21; n += 1) {
    await page.evaluate((it) => document.querySelector('parley-comments')?.setAttribute('article', `turn-${it}`), n)
    await page.locator('#text-new').waitFor()
  }
  await publish('turn-21', 'Told of by the stream.')
  await commentWith(page, 'Told of by the stream.').waitFor({ timeout: 5_000 })
  expect(await page.locator('.comment[part]').count()).toBe(1)
})
