import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commentWith, decide, onlyIn, setStage, write, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage({ worker: false })
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What has the focus in the element: its id, what it does, or how it begins. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => {
    const at = document.querySelector('parley-comments')?.shadowRoot?.activeElement as HTMLElement | null | undefined
    return at?.querySelector('.text')?.textContent?.trim() || at?.dataset['do'] || at?.id
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
