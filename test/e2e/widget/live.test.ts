import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { countOf } from '../../support/store.ts'
import { until } from '../../support/until.ts'
import {
  commentWith,
  decide,
  numbersOf,
  numbersSeen,
  onlyIn,
  publishAll,
  setStage,
  untilNumbers,
  watchNumbers,
  write,
  type Stage,
} from './stage.ts'

let stage: Stage
let before = 0
beforeAll(async () => {
  stage = await setStage()
})
beforeEach(async () => {
  // What a test before sent last may be published late; one of so many from one network may also be held.
  await until('all are decided', async () => {
    const asked = 'GET /v1/moderation/comments?site=demo&status=pending'
    const { json } = await stage.api.ask(asked, { token: 'moderator' })
    return (json['comments'] as unknown[]).length === 0
  })
  before = await countOf(stage.api.store, 'welcome', 'demo') // the api is told of what was decided a moment later
})
afterAll(() => stage[Symbol.asyncDispose]())

const reader = async (path = '/demo') => {
  const { page } = await stage.reader(path)
  await page.locator('#text-new').waitFor()
  await untilNumbers(page, before)
  return page
}
const links = 'See http://a.example http://b.example http://c.example http://d.example'
const article = { key: 'welcome' }
const setClosed = (closed: boolean) =>
  stage.api.ask('PATCH /v1/sites/demo/articles/welcome', { token: 'moderator', body: { closed } })
/** Hides the page from its reader, as another tab does, or shows it again. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((it) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => it })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

test('a comment that is rejected leaves every number as it was, on every page', async () => {
  const [ada, bob] = await Promise.all([reader(), reader('/demo/be')])
  for (const page of [ada, bob]) await watchNumbers(page)
  await write(ada, `Nobody else will see this. ${links}`, 'Ada')
  const own = commentWith(ada, 'Nobody else will see this.')
  await own.getByText('Waiting for a moderator').waitFor()
  await decide(stage, (await onlyIn(stage, 'held')).id, 'reject')
  await own.getByText('Not published.').waitFor()
  // What is told after it: then the rejection has been told, or never will be.
  await publishAll(stage, [{ article, body: 'A word after the rejected one.' }])
  for (const page of [ada, bob]) {
    await commentWith(page, 'A word after the rejected one.').waitFor()
    await untilNumbers(page, before + 1)
    expect([before, before + 1]).toEqual(expect.arrayContaining(await numbersSeen(page)))
  }
  expect(await commentWith(bob, 'Nobody else will see this.').count()).toBe(0)
  for (const page of [ada, bob]) await page.context().close()
})

test('an article that closes says so to who reads it now, and takes comments when it opens again', async () => {
  const page = await reader()
  await page.locator('#text-new').fill('Half a thought')
  await setClosed(true)
  await page.locator('.soft[part]', { hasText: 'This article takes no more comments.' }).waitFor()
  expect(await page.locator('#text-new').count()).toBe(0)
  await setClosed(false)
  await until('the draft to be back', async () => (await page.locator('#text-new').inputValue()) === 'Half a thought')
  await page.context().close()
})

test('an answer that is being written outlives what it answers, and is sent as a comment of its own', async () => {
  const [id = ''] = await publishAll(stage, [{ article, author: { name: 'Eve' }, body: 'Soon to be removed.' }])
  before += 1
  const page = await reader()
  const row = commentWith(page, 'Soon to be removed.')
  await row.locator('[data-do=reply]').click()
  await row.locator('textarea').pressSequentially('I had nearly finished')
  await decide(stage, id, 'remove')
  await row.waitFor({ state: 'detached' })
  await page.locator('#trouble-new').getByText('The comment you reply to is no longer here.').waitFor()
  expect(await page.locator('#text-new').inputValue()).toBe('I had nearly finished')
  await page.keyboard.type(', all the same.')
  await page.locator('form[data-form=new] button.main').click()
  await commentWith(page, 'I had nearly finished, all the same.').getByText('yours').waitFor()
  await untilNumbers(page, before)
  await page.context().close()
})

test('what came and went while nobody looked at the page is right when somebody does again', async () => {
  const [id = ''] = await publishAll(stage, [{ article, body: 'There, and then not.' }])
  before += 1
  const page = await reader()
  await commentWith(page, 'There, and then not.').waitFor()
  await setHidden(page, true)
  // The number stays as it was: only the stream says that something changed.
  await decide(stage, id, 'remove')
  await publishAll(stage, [{ article, body: 'Not there, and then.' }])
  await setHidden(page, false)
  await commentWith(page, 'Not there, and then.').waitFor()
  await commentWith(page, 'There, and then not.').waitFor({ state: 'detached' })
  expect(await numbersOf(page)).toEqual([before, before, before, before])
  await page.context().close()
})

test('where events are refused the page asks, and shows what came and went all the same', async () => {
  const { page } = await stage.reader('about:blank')
  await page.route('**/events?*', (route) => route.fulfill({ status: 429 }))
  await page.goto(`${stage.url}/demo`)
  await untilNumbers(page, before)
  const [id = ''] = await publishAll(stage, [{ article, body: 'Asked for, not told.' }])
  await commentWith(page, 'Asked for, not told.').waitFor()
  await untilNumbers(page, before + 1)
  await decide(stage, id, 'remove')
  await commentWith(page, 'Asked for, not told.').waitFor({ state: 'detached' })
  await page.context().close()
})

test('where a browser cannot do the work that is asked, the reader is told to wait, and the text stays', async () => {
  const { page } = await stage.reader('about:blank')
  // As on a page without TLS.
  await page.addInitScript(() => Object.defineProperty(crypto, 'subtle', { value: undefined }))
  const parameters = { nonce: '00', salt: '00', cost: 1, keyLength: 32, keyPrefix: '00' }
  await page.route('**/challenge', (route) =>
    route.fulfill({ json: { difficulty: 1, challenge: { parameters, signature: 'x' } } }),
  )
  await page.route('**/comments', (route) =>
    route.fulfill({ status: 428, json: { type: 'urn:parley:problem:challenge-needed' } }),
  )
  await page.goto(`${stage.url}/demo`)
  await write(page, 'A word in a busy hour.')
  await page.getByText('Too fast. Wait a little, then try again.').waitFor()
  expect(await page.locator('#text-new').inputValue()).toBe('A word in a busy hour.')
  await page.context().close()
})

test('who loses the network in the middle of sending is told so, and it is sent once the network is back', async () => {
  const page = await reader()
  await page.context().setOffline(true)
  await write(page, 'Written in a tunnel under the river.')
  await page.getByText('The network is away. Your comment is kept and will be sent again.').waitFor()
  await page.context().setOffline(false)
  await commentWith(page, 'Written in a tunnel under the river.').getByText('yours').waitFor()
  await untilNumbers(page, before + 1)
  await page.context().close()
})

test.each([
  ['be', 'На сайце непаладкі. Каментар захаваны і будзе адпраўлены зноў.', 500, 'Written on a bad evening.'],
  [
    'ru',
    'На сайте неполадки. Комментарий сохранён и будет отправлен снова.',
    502,
    'The lamps by the river went out at nine.',
  ],
  [
    '',
    'The site is having trouble. Your comment is kept and will be sent again.',
    503,
    'My aunt keeps bees behind the old mill.',
  ],
] as const)(
  'who sends while the service fails is told so at /demo/%s, not that the network is away',
  async (lang, said, status, text) => {
    const page = await reader()
    await page.goto(`${stage.url}/demo/${lang}`.replace(/\/$/, ''))
    await page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status, body: 'Bad gateway' }) : route.continue(),
    )
    await write(page, text)
    await page.locator('#trouble-new').getByText(said, { exact: true }).waitFor()
    expect(await page.locator('#text-new').getAttribute('aria-invalid')).toBeNull()
    await page.unroute('**/comments')
    await commentWith(page, text).waitFor()
    await page.context().close()
  },
)

// Last: so many comments from one network are held.
test('on a page that counts more articles than a stream tells of, the comments are told of and the rest is asked for', async () => {
  const page = await reader()
  const [other = ''] = await publishAll(stage, [{ article: { key: 'other-24' }, body: 'Elsewhere.' }])
  await page.evaluate(() => {
    const keys = Array.from({ length: 25 }, (_, nth) => `other-${nth}`)
    document.body.append(...keys.map((key) => Object.assign(document.createElement('b'), { id: key })))
    for (const key of keys) document.getElementById(key)?.setAttribute('data-parley-count', key)
    document.dispatchEvent(new Event('parley:refresh'))
  })
  const elsewhere = (count: number) => page.locator('#other-24').getByText(String(count), { exact: true }).waitFor()
  await elsewhere(1)
  await publishAll(stage, [{ article, body: 'Told, beside so many.' }])
  await commentWith(page, 'Told, beside so many.').waitFor()
  await setClosed(true)
  await page.locator('.soft[part]', { hasText: 'This article takes no more comments.' }).waitFor()
  await setClosed(false)
  await page.locator('#text-new').waitFor()
  expect(await page.locator('#other-3').textContent()).toBe('0')
  await decide(stage, other, 'remove')
  await elsewhere(0)
  await page.context().close()
})
