import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { commentWith, decide, publishAll, setStage, write, type Stage } from './stage.ts'

let stage: Stage
let page: Page
beforeAll(async () => {
  stage = await setStage({ worker: false })
  await publishAll(stage, [{ article: { key: 'welcome' }, author: { name: 'Eve' }, body: 'To be answered.' }])
})
beforeEach(async () => {
  ;({ page } = await stage.reader('/demo'))
  await commentWith(page, 'To be answered.').waitFor()
})
afterAll(() => stage[Symbol.asyncDispose]())

const main = () => page.locator('#text-new')
const row = () => commentWith(page, 'To be answered.')
const isFocused = (it: Locator) => it.evaluate((one) => one === (one.getRootNode() as ShadowRoot).activeElement)
const startReply = async () => {
  await row().locator('[data-do=reply]').click()
  return row().locator('textarea')
}
/** Holds comments on their way until `letGo`. */
const slowly = async () => {
  const { promise, resolve: letGo } = Promise.withResolvers<void>()
  await page.route('**/comments', async (route) => {
    if (route.request().method() === 'POST') await promise
    await route.continue()
  })
  return letGo
}

test('what is typed while a comment is on its way stays, and is one more comment when it is sent', async () => {
  const letGo = await slowly()
  await write(page, 'The first half.')
  await main().pressSequentially(' And the second.')
  const button = page.locator('form[data-form=new] button.main')
  expect(await button.textContent()).toBe('Sending…')
  await button.click({ force: true })
  letGo()
  await commentWith(page, 'The first half.').getByText('yours').waitFor()
  expect(await main().inputValue()).toBe('The first half. And the second.')
  await page.reload()
  await commentWith(page, 'The first half.').getByText('yours').waitFor()
  expect(await main().inputValue()).toBe('The first half. And the second.')
  await button.click()
  await commentWith(page, 'The first half. And the second.').getByText('yours').waitFor()
  await until('the field to be empty', async () => (await main().inputValue()) === '')
})

test('a comment that arrives leaves an answer being written open, and the focus in it', async () => {
  const letGo = await slowly()
  await write(page, 'Sent a while ago.')
  const reply = await startReply()
  await reply.pressSequentially('Half an answ')
  letGo()
  await commentWith(page, 'Sent a while ago.').getByText('yours').waitFor()
  await page.keyboard.type('er')
  expect({ text: await reply.inputValue(), focused: await isFocused(reply) }).toEqual({
    text: 'Half an answer',
    focused: true,
  })
  expect(await main().inputValue()).toBe('')
})

test('an answer that arrives closes its form and is where the focus goes', async () => {
  const reply = await startReply()
  await reply.fill('An answer.')
  await page.keyboard.press('Control+Enter')
  const own = page.locator('.comment[part][data-depth="1"]').filter({ hasText: 'An answer.' })
  await own.waitFor()
  await until('the focus', () => isFocused(own))
  expect(await row().locator('textarea').count()).toBe(0)
})

test('Escape closes an answer from within only, not while a word is composed, and its text is kept', async () => {
  const reply = await startReply()
  await reply.pressSequentially('Ten minutes of work')
  await main().press('Escape')
  await reply.evaluate((it) =>
    it.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true })),
  )
  expect(await reply.inputValue()).toBe('Ten minutes of work')
  await reply.press('Escape')
  await reply.waitFor({ state: 'detached' })
  expect(await isFocused(row().locator('[data-do=reply]'))).toBe(true)
  await startReply()
  expect(await reply.inputValue()).toBe('Ten minutes of work')
  await row().locator('[data-do=close]').click()
  await startReply()
  expect(await reply.inputValue()).toBe('')
})

test('an answer to what goes from a closed article is kept until the article opens again', async () => {
  const [id = ''] = await publishAll(stage, [{ article: { key: 'welcome' }, body: 'Soon to go.' }])
  const setClosed = (closed: boolean) =>
    stage.api.ask('PATCH /v1/sites/demo/articles/welcome', { token: 'moderator', body: { closed } })
  const going = commentWith(page, 'Soon to go.')
  await going.locator('[data-do=reply]').click()
  await going.locator('textarea').fill('Too late for today')
  await setClosed(true)
  await main().waitFor({ state: 'detached' })
  await decide(stage, id, 'remove')
  await going.waitFor({ state: 'detached' })
  await setClosed(false)
  await page.locator('#trouble-new').getByText('The comment you reply to is no longer here.').waitFor()
  expect(await main().inputValue()).toBe('Too late for today')
})

test('half an answer and its name are there again after the page was left, or is put in another order', async () => {
  await (await startReply()).fill('Half an answer')
  await row().locator('[name=name]').fill('Ada')
  await page.reload()
  await until('the answer', async () => (await row().locator('textarea').inputValue()) === 'Half an answer')
  expect(await row().locator('[name=name]').inputValue()).toBe('Ada')
  await page.locator('parley-comments select').selectOption('old')
  await page.locator('parley-comments .comment[part]').first().waitFor()
  await until('the answer again', async () => (await row().locator('textarea').inputValue()) === 'Half an answer')
  await row().locator('[data-do=close]').click()
  await page.reload()
  await row().locator('[data-do=reply]').waitFor()
  expect(await row().locator('textarea').count()).toBe(0)
})

test('who has all forgotten leaves no word in the fields, and what is typed then is all that is kept', async () => {
  await page.locator('#name-new').fill('Somebody')
  await main().fill('A secret draft.')
  await page.locator('summary').click()
  await page.locator('[data-do=forget]').click()
  await page.getByText('You will no longer be able').waitFor()
  await page.locator('[data-do=forget]').click()
  await until('the fields to be empty', async () => (await main().inputValue()) === '')
  expect(await page.locator('#name-new').inputValue()).toBe('')
  await main().pressSequentially('More')
  const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  await until('the new words to be kept', async () => (await kept()).includes('More'))
  expect(await kept()).not.toMatch(/secret|Somebody/)
})

test('what is typed into the page’s own form before the widget has come goes on in the widget’s', async () => {
  const { page: early } = await stage.reader('about:blank')
  const words = Promise.withResolvers<void>()
  await early.route('**/en.json', async (route) => {
    await words.promise
    await route.continue()
  })
  await early.goto(`${stage.url}/demo`)
  await early.locator('#body').click()
  await early.keyboard.type('Begun early')
  words.resolve()
  await early.locator('#text-new').waitFor()
  await early.keyboard.type(', ended late')
  expect(await early.locator('#text-new').inputValue()).toBe('Begun early, ended late')
})

test('a quote stands once, though the thread was folded meanwhile', async () => {
  const [parent = ''] = await publishAll(stage, [{ article: { key: 'welcome' }, body: 'The parent.' }])
  await publishAll(stage, [{ article: { key: 'welcome' }, parentId: parent, body: 'The quoted child.' }])
  await page.reload()
  const child = commentWith(page, 'The quoted child.')
  await child.locator('[data-do=actions]').click()
  await child.locator('[data-do=quote]').click()
  await page.keyboard.type('My answer.')
  const fold = page.locator(`#c-${parent} [data-do=fold]`)
  await fold.click()
  await fold.click()
  expect(await child.locator('textarea').inputValue()).toBe('> The quoted child.\n\nMy answer.')
})

test('what is wrong with a form is said anew at each press', async () => {
  const said = page.locator('form[data-form=new] [role=alert]')
  await main().press('Control+Enter')
  await said.getByText('Write something').waitFor()
  await said.evaluate((alert) => {
    const note = (all: MutationRecord[]) => all.some(({ addedNodes }) => addedNodes.length > 0) && (alert.id = 'again')
    new MutationObserver(note).observe(alert, { childList: true })
  })
  await main().press('Control+Enter')
  await until('it to be said again', async () => (await page.locator('#again').count()) === 1)
  expect(await page.locator('#again').textContent()).toContain('Write something')
})

test('a comment that its author deletes on another page takes along the change that was being written', async () => {
  await write(page, 'To be deleted elsewhere.', 'Ada')
  const mine = commentWith(page, 'To be deleted elsewhere.')
  const id = ((await mine.getAttribute('id')) ?? '').slice(2)
  await decide(stage, id, 'approve')
  await mine.locator('[data-do=actions]').click()
  await mine.locator('[data-do=edit]').click()
  await mine.locator('textarea').fill('Half a change')
  const kept = () => page.evaluate(() => JSON.stringify(localStorage))
  const receipt = /"receipt\\":\\"([^"\\]+)/.exec(await kept())?.[1] ?? ''
  await publishAll(stage, [{ article: { key: 'welcome' }, parentId: id, body: 'An answer that keeps its place.' }])
  await commentWith(page, 'An answer that keeps its place.').waitFor()
  expect((await stage.api.ask(`DELETE /v1/receipts/${receipt}`)).status).toBe(204)
  await until('the change to be gone', async () => !(await kept()).includes('Half a change'))
  await until('its form to be gone', async () => (await page.locator(`[data-form=edit-${id}]`).count()) === 0)
  expect(await page.locator(`#c-${id} .badge`).count()).toBe(0)
})
