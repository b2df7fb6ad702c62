import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { commentWith, decide, onlyIn, publishAll, setStage, write, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage({ worker: false })
  const many = Array.from({ length: 160 }, (_, n) => ({ article: { key: 'welcome' }, body: `Remark number ${n}.` }))
  await publishAll(stage, many)
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What has the focus in the element: its id, what it does, or how it begins. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const at = document.querySelector('parley-comments')?.shadowRoot?.activeElement as HTMLElement | null | undefined
    return at?.querySelector('.text')?.textContent?.trim() || at?.dataset['do'] || at?.id
  })
const press = async (page: Page, does: string) => {
  await page.locator(`[data-do=${does}]`).focus()
  await page.keyboard.press('Enter')
}

test('who turns the page goes on where it begins, also with a button for yet another', async () => {
  const { page } = await stage.reader('/demo')
  await press(page, 'more')
  await until('the focus to go on', async () => (await focused(page)) === 'Remark number 109.')
  await press(page, 'more')
  await until('the focus to go on again', async () => (await focused(page)) === 'Remark number 9.')
  await page.context().close()
})

test('who is writing by the time a page comes goes on writing', async () => {
  const { page } = await stage.reader('/demo')
  await page.route('**/comments?**after=**', async (route) => {
    await page.locator('#text-new').focus()
    await route.continue()
  })
  await press(page, 'more')
  await page.locator('.comment[part]', { hasText: 'Remark number 60.' }).waitFor()
  expect(await focused(page)).toBe('text-new')
  await page.context().close()
})

test('a page that cannot be had is said to be missing, beside its button', async () => {
  const { page } = await stage.reader('/demo')
  await page.route('**/comments?**after=**', (route) => route.abort())
  await press(page, 'more')
  await page.getByText('The comments could not be loaded.').waitFor()
  expect(await focused(page)).toBe('more')
  await page.unrouteAll()
  await press(page, 'more')
  await page.locator('.comment[part]', { hasText: 'Remark number 60.' }).waitFor()
  expect(await page.getByText('The comments could not be loaded.').count()).toBe(0)
  await page.context().close()
})

test('who tries again is led to the comments, or back to the button', async () => {
  const { page } = await stage.reader('about:blank')
  await page.route('**/comments?**', (route) => route.abort())
  await page.goto(new URL('/demo', stage.url).href)
  await press(page, 'load')
  await until('the focus to be back', async () => (await focused(page)) === 'load')
  await page.unrouteAll()
  await press(page, 'load')
  await until('the focus to be at the title', async () => (await focused(page)) === 'title')
  await page.context().close()
})

test('who would rather not forget is back where the question came from', async () => {
  const { page } = await stage.reader('/demo')
  await page.locator('summary').click()
  await press(page, 'forget')
  await page.getByText('You will no longer be able').waitFor()
  expect(await focused(page)).toBe('forget')
  await press(page, 'remember')
  await until('the focus to be back', async () => (await focused(page)) === 'forget')
  await page.context().close()
})

test('a comment that is decided while its author is at its buttons leaves the focus there', async () => {
  const { page } = await stage.reader('/demo')
  await write(page, 'Waits to be decided.')
  const own = commentWith(page, 'Waits to be decided.')
  await own.locator('.standing').waitFor()
  await own.locator('[data-do=actions]').focus()
  await decide(stage, (await onlyIn(stage, 'pending')).id, 'approve')
  await own.locator('.standing').waitFor({ state: 'detached' })
  expect(await focused(page)).toBe('actions')
  await page.context().close()
})

test('who reports a comment sees below it that this was heard', async () => {
  await publishAll(stage, [{ article: { key: 'welcome' }, body: 'To be reported.' }])
  const { page } = await stage.reader('/demo')
  const row = commentWith(page, 'To be reported.')
  for (const step of ['[data-do=actions]', '[data-do=report]', 'button.main']) await row.locator(step).click()
  await row.getByText('Thank you.').waitFor()
  expect(await row.locator('form').count()).toBe(0)
})
