import type { FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { serveForeign, type ForeignPage } from './foreign-pages.ts'
import { faultsOf } from './axe.ts'
import { decide, onlyIn, publishAll, setStage, type Stage } from './stage.ts'

const frame = '/embed/demo?article=framed&lang=ru'
const links = 'Вот: http://a.example http://b.example http://c.example http://d.example'

const framed: ForeignPage = {
  html: (api) => `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Статья</title></head>
    <body><h1>Статья</h1><noscript><iframe title="Комментарии" width="360" height="900" src="${api}${frame}"></iframe></noscript></body></html>`,
  headers: (api) => ({ 'Content-Security-Policy': `default-src 'none'; frame-src ${api}` }),
}

let stage: Stage
let site: Awaited<ReturnType<typeof serveForeign>>
beforeAll(async () => {
  stage = await setStage()
  site = await serveForeign({ framed }, stage.url)
  await publishAll(stage, [{ article: { key: 'framed' }, author: { name: 'Алена' }, body: 'Первое *слово*.' }])
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

const open = async () => {
  const reader = await stage.reader(site.url('framed'), { javaScriptEnabled: false, locale: 'ru' })
  return { ...reader, inside: reader.page.frameLocator('iframe') }
}
const send = async (inside: FrameLocator, text: string, name: string) => {
  await inside.locator('#name').fill(name)
  await inside.locator('textarea').fill(text)
  await inside.getByRole('button', { name: 'Отправить' }).click()
  await inside.locator('#yours').waitFor()
}
/** The page of the receipt, as the link in the frame opens it. */
const receiptOf = async (page: Page, inside: FrameLocator): Promise<Page> => {
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    inside.locator('#yours a[href^="/r/"]').click(),
  ])
  await opened.locator('h1').waitFor()
  return opened
}
const untilSays = (page: Page, words: string) =>
  until(`the page to say ${words}`, async () => {
    await page.reload()
    return (await page.locator('main').textContent())?.includes(words)
  })

test('in a frame on a strict page, with scripts off: read, write, change, delete, and no error', async () => {
  const { page, inside, errors } = await open()
  await inside.locator('.comment', { hasText: 'Первое слово.' }).locator('em').waitFor()
  expect(await inside.locator('#comments-title').textContent()).toBe('1 комментарий')
  await send(inside, 'Написано в рамке: http://e.example http://f.example http://g.example http://h.example', 'Пётр')
  const receipt = await receiptOf(page, inside)
  // For its links, and for its speed where the machine is fast: nobody writes within the seconds that the form's seal tells of.
  await untilSays(receipt, 'ждёт модератора')
  await decide(stage, (await onlyIn(stage, 'held')).id, 'approve')
  await untilSays(receipt, 'опубликован')
  await receipt.locator('textarea').fill('Написано в рамке и поправлено.')
  await receipt.getByRole('button', { name: 'Сохранить' }).click()
  await until('the frame to show the change', async () => {
    await page.reload()
    return (await inside.locator('.thread').textContent())?.includes('поправлено')
  })
  expect(await inside.locator('#comments-title').textContent()).toBe('2 комментария')

  await receipt.locator('summary', { hasText: 'Удалить' }).click()
  await receipt.locator('form[action*="/delete"] button').click()
  await receipt.getByText('удалён').first().waitFor()
  await until('the number to fall', async () => {
    await page.reload()
    return (await inside.locator('#comments-title').textContent()) === '1 комментарий'
  })
  expect({ errors, cookies: await page.context().cookies() }).toEqual({ errors: [], cookies: [] })
  await page.context().close()
})

test('a receipt says what was decided and why, and takes one appeal, which a moderator grants', async () => {
  const { page, inside } = await open()
  await send(inside, links, 'Ева')
  const receipt = await receiptOf(page, inside)
  await untilSays(receipt, 'ждёт модератора')
  const { id } = await onlyIn(stage, 'held')
  await decide(stage, id, 'reject')
  await untilSays(receipt, 'Причина: другая причина.')
  await receipt.locator('summary', { hasText: 'Попросить' }).click()
  await receipt.locator('[name=appeal]').fill('Это источники статьи.')
  await receipt.locator('button[formaction*="/appeal"]').click()
  await receipt.getByText('Обращение получено').first().waitFor()
  expect(await receipt.locator('button[formaction*="/appeal"]').count()).toBe(0)
  await decide(stage, id, 'approve')
  await untilSays(receipt, 'опубликован')
  await page.context().close()
})

test.each([frame, '/demo/ru'])(
  'who goes back to %s and sends what stands there still has sent it once',
  async (where) => {
    const { page } = await stage.reader(where, { javaScriptEnabled: false })
    const text = `Отправлено с ${where} и ещё раз.`
    const sendAgain = async () => {
      expect(await page.locator('textarea').inputValue()).toBe(text)
      await page.getByRole('button', { name: 'Отправить' }).click()
      return page.locator('#yours a[href^="/r/"]').getAttribute('href')
    }
    await page.locator('textarea').fill(text)
    const first = await sendAgain()
    await page.goBack()
    expect(await sendAgain()).toBe(first)
    await page.context().close()
  },
)

test.each(['frame', 'receipt'] as const)('axe finds nothing wrong with the %s', async (which) => {
  const { page } = await stage.reader(frame, { bypassCSP: true, viewport: { width: 320, height: 700 }, locale: 'ru' })
  if (which === 'receipt') {
    await page.locator('textarea').fill(`${links} и ещё`)
    await page.getByRole('button', { name: 'Отправить' }).click()
    await page.goto(new URL((await page.locator('#yours a[href^="/r/"]').getAttribute('href')) ?? '', stage.url).href)
    for (const more of await page.locator('summary').all()) await more.click()
  }
  expect(await faultsOf(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await page.context().close()
})
