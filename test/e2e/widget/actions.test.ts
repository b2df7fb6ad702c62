import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import {
  commentWith,
  decide,
  numbersSeen,
  onlyIn,
  setStage,
  untilNumbers,
  watchNumbers,
  write,
  type Stage,
} from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const links = 'See http://a.example http://b.example http://c.example http://d.example'

test('two readers and a moderator: what is published appears unasked, what is removed goes, and the numbers agree', async () => {
  const [ada, bob] = await Promise.all([stage.reader('/demo'), stage.reader('/demo/ru', { locale: 'ru' })])
  for (const { page } of [ada, bob]) {
    await page.locator('#text-new').waitFor()
    await untilNumbers(page, 0)
    await watchNumbers(page)
  }
  await write(ada.page, links, 'Ada')
  const own = commentWith(ada.page, 'See http://a.example')
  await own.getByText('Waiting for a moderator. Only you can see it.').waitFor()
  expect(await own.getByText('yours').count()).toBe(1)
  expect(await commentWith(bob.page, 'See').count()).toBe(0)

  const { id } = await onlyIn(stage, 'held')
  await decide(stage, id, 'approve')
  for (const { page } of [ada, bob]) {
    await commentWith(page, 'See http://a.example').locator('a[href="http://a.example/"]').waitFor()
    await untilNumbers(page, 1)
  }
  expect(await bob.page.locator('parley-comments').getByRole('heading').first().textContent()).toBe('1 комментарий')
  await own.getByText('Only you can see it').waitFor({ state: 'detached' })

  await decide(stage, id, 'remove')
  for (const { page } of [ada, bob]) await untilNumbers(page, 0)
  await commentWith(bob.page, 'See').waitFor({ state: 'detached' })
  await own.getByText('Removed by a moderator.').waitFor()
  for (const { page, errors, foreign } of [ada, bob]) {
    expect(await numbersSeen(page)).toEqual(expect.arrayContaining([0, 1]))
    expect({ errors, foreign, cookies: await page.context().cookies() }).toEqual({
      errors: [],
      foreign: [],
      cookies: [],
    })
    await page.context().close()
  }
})

test('a comment’s whole life: written by keyboard, published, answered with a quote, changed, deleted', async () => {
  const [ada, bob] = await Promise.all([stage.reader('/demo'), stage.reader('/demo')])
  await ada.page.locator('#name-new').fill('Ada')
  await ada.page.locator('#name-new').press('Tab')
  await ada.page.keyboard.type('The evening boat leaves at *seven* now.')
  await ada.page.keyboard.press('Control+Enter')
  const hers = commentWith(bob.page, 'The evening boat leaves at seven now.')
  await bob.page.locator('#text-new').waitFor()
  await hers.locator('em').waitFor()

  await hers.getByRole('button', { name: 'More, Ada' }).click()
  await hers.getByRole('button', { name: 'Quote' }).click()
  const answer = hers.locator('textarea')
  expect(await answer.inputValue()).toBe('> The evening boat leaves at seven now.\n\n')
  expect(await answer.evaluate((it) => it === (it.getRootNode() as ShadowRoot).activeElement)).toBe(true)
  await bob.page.keyboard.type('And on Sundays?')
  expect(await answer.inputValue()).toBe('> The evening boat leaves at seven now.\n\nAnd on Sundays?')
  await hers.getByRole('button', { name: 'Send' }).click()
  const his = commentWith(ada.page, 'And on Sundays?')
  await his.locator('blockquote', { hasText: 'The evening boat' }).waitFor()
  expect(await his.getAttribute('data-depth')).toBe('1')
  await untilNumbers(ada.page, 2)

  const own = ada.page.locator('.comment[part]', { has: ada.page.getByRole('button', { name: 'More, Ada' }) })
  await own.getByRole('button', { name: 'Hide 1 reply' }).click()
  await his.waitFor({ state: 'detached' })
  await own.getByRole('button', { name: 'Show 1 reply' }).click()
  await his.waitFor()

  await own.getByRole('button', { name: 'More, Ada' }).click()
  await own.getByRole('button', { name: 'Edit' }).click()
  expect(await own.locator('textarea').inputValue()).toBe('The evening boat leaves at *seven* now.')
  await own.locator('textarea').fill('The evening boat leaves at eight now.')
  await own.getByRole('button', { name: 'Save' }).click()
  const changed = commentWith(bob.page, 'leaves at eight now.')
  await changed.getByText('edited').waitFor()

  await own.getByRole('button', { name: 'More, Ada' }).click()
  await own.getByRole('button', { name: 'Delete' }).click()
  await own.getByRole('button', { name: 'Delete' }).click()
  for (const { page } of [ada, bob]) {
    await commentWith(page, 'Deleted by its author').first().waitFor()
    await untilNumbers(page, 1)
    await page.context().close()
  }
})

test('the network fails after the service has heard: the same key is sent again, and it is one comment', async () => {
  const { page } = await stage.reader('/demo')
  const keys: string[] = []
  await page.route('**/comments', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    if (keys.length > 1) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await page.locator('#text-new').waitFor()
  await write(page, 'A remark that was sent twice, and is one.')
  await page.getByText('Your comment is kept and will be sent again').waitFor()
  await commentWith(page, 'A remark that was sent twice').getByText('yours').waitFor()
  expect(await page.locator('#text-new').inputValue()).toBe('')
  expect(keys.length).toBeGreaterThan(1)
  expect(new Set(keys).size).toBe(1)

  // Kept under another of the article's addresses it is known again where it is listed.
  await page.evaluate(() => {
    for (const [key, kept] of Object.entries(localStorage))
      localStorage.setItem(key, kept.replaceAll('"article":"welcome"', '"article":"https://localhost/news?from=mail"'))
  })
  await page.reload()
  await commentWith(page, 'A remark that was sent twice').getByText('yours').waitFor()
  await until('it to be one', async () => {
    const { json } = await stage.api.ask('GET /v1/sites/demo/comments?article=welcome&limit=100')
    const texts = (json['comments'] as { html?: string }[]).filter(({ html }) => html?.includes('sent twice'))
    return texts.length === 1
  })
  await page.context().close()
})

test('a rejected comment says why to its author alone, who may ask once for another look', async () => {
  const { page } = await stage.reader('/demo')
  let appeals = 0
  await page.route('**/appeal', async (route) => {
    appeals += 1
    if (appeals > 1) return route.continue()
    await route.fetch() // its answer is lost
    await route.abort()
  })
  await page.locator('#text-new').waitFor()
  await write(page, `Not to be published. ${links}`, 'Eve')
  const own = commentWith(page, 'Not to be published.')
  await own.getByText('Waiting for a moderator').waitFor()
  const { id } = await onlyIn(stage, 'held')
  await decide(stage, id, 'reject')
  await own.getByText('Not published. Reason: another reason.').waitFor()
  await own.getByRole('button', { name: 'More, Eve' }).click()
  await own.getByRole('button', { name: 'Appeal' }).click()
  await own.locator('textarea').fill('These are the sources of the article.')
  await own.getByRole('button', { name: 'Send' }).click()
  await own.getByText('Your appeal waits for a moderator.').waitFor()
  expect(appeals).toBe(2)
  expect(await own.locator('textarea').count()).toBe(0)
  await own.getByRole('button', { name: 'More, Eve' }).click()
  expect(await own.getByRole('button', { name: 'Appeal' }).count()).toBe(0)
  const [receipt] = await Promise.all([
    page.context().waitForEvent('page'),
    own.getByRole('link', { name: 'Private link' }).click(),
  ])
  await receipt.getByText('You asked a moderator to look again').waitFor()
  expect(await receipt.evaluate(() => [window.opener, document.referrer])).toEqual([null, ''])
  await decide(stage, id, 'approve')
  await own.getByText('Only you').waitFor({ state: 'detached' })
  await own.locator('a[href="http://a.example/"]').waitFor()
  await page.context().close()
})

// Last, for what it does to the network's name stays.
test('under pressure the browser works for a moment and then the comment is taken, under the same key', async () => {
  const spam = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const body = { article: { key: 'elsewhere' }, body: `Not wanted, number ${n}: ${links}` }
      const { json } = await stage.api.ask('POST /v1/sites/demo/comments', { body })
      return (json['comment'] as { id: string }).id
    }),
  )
  const inState = async (status: string) => {
    const { json } = await stage.api.ask(`GET /v1/moderation/comments?site=demo&status=${status}`, {
      token: 'moderator',
    })
    return (json['comments'] as { id: string }[]).map(({ id }) => id).filter((id) => spam.includes(id))
  }
  await until('all to be judged', async () => (await inState('pending')).length === 0)
  for (const id of await inState('held')) await decide(stage, id, 'reject')
  expect(await inState('rejected')).toHaveLength(spam.length)
  await until(
    'pressure',
    async () => ((await stage.api.ask('GET /v1/sites/demo/challenge')).json['difficulty'] as number) > 0,
    { everyMs: 200 },
  )
  const { page, errors } = await stage.reader('/demo')
  const sent: { status: number; key: string | undefined }[] = []
  page.on('response', (answer) => {
    const request = answer.request()
    if (request.method() !== 'POST' || !request.url().endsWith('/comments')) return
    sent.push({ status: answer.status(), key: request.headers()['idempotency-key'] })
  })
  await page.locator('#text-new').waitFor()
  await write(page, 'A calm remark in a busy hour.')
  await commentWith(page, 'A calm remark in a busy hour.').getByText('yours').waitFor()
  expect(sent.map(({ status }) => status)).toEqual([428, 202])
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
  expect(errors.filter((error) => !error.includes('428'))).toEqual([])
  await page.context().close()
})
