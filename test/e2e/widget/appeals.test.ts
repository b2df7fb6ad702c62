import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import { commentWith, decide, onlyIn, setStage, write, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const links = 'http://a.example http://b.example http://c.example http://d.example'

/** A comment that its author sees held, on the page that it was sent from. */
const heldComment = async (text: string) => {
  const { page } = await stage.reader('/demo')
  await page.locator('#text-new').waitFor()
  await write(page, `${text} ${links}`, 'Eve')
  const own = commentWith(page, text)
  await own.getByText('Waiting for a moderator').waitFor()
  const press = async (deed: 'edit' | 'appeal', typed: string) => {
    await own.getByRole('button', { name: 'More, Eve' }).click()
    await own.locator(`[data-do=${deed}]`).click()
    await own.locator('textarea').fill(typed)
  }
  const send = () => own.locator('button.main').click()
  return { page, own, press, send, id: (await onlyIn(stage, 'held')).id }
}

/** The last that was said to screen readers. */
const untilTold = (page: Page, words: string) =>
  until(`to be told “${words}”`, async () =>
    (await page.locator('parley-comments').getByRole('status').textContent())?.includes(words),
  )

test('who appeals against what a moderator has published meanwhile is told that it is', async () => {
  const { page, own, press, send, id } = await heldComment('Published while its author complained.')
  await press('appeal', 'Please look again.')
  await decide(stage, id, 'approve')
  await own.locator('a[href="http://a.example/"]').waitFor()
  await send()
  await own.locator('textarea').waitFor({ state: 'detached' })
  await untilTold(page, 'Published.')
  expect(await own.getByRole('alert').allTextContents()).toEqual([])
})

test('the answer to an appeal is shown and said on the page that it was sent from', async () => {
  const { page, own, press, send, id } = await heldComment('Refused twice.')
  await decide(stage, id, 'reject')
  await own.getByText('Not published.').waitFor()
  await press('appeal', 'These are the sources.')
  await send()
  await untilTold(page, 'Your appeal waits for a moderator.')
  const { json } = await stage.api.ask('POST /v1/moderation/decisions', {
    token: 'moderator',
    body: { comments: [{ site: 'demo', id, version: 1 }], action: 'reject', reason: 'other' },
  })
  expect(json).toMatchObject({ appeals: 1 })
  await own.getByText('Your appeal was refused.').waitFor()
  await untilTold(page, 'Your appeal was refused.')
})

test('a rejected comment that its author has changed is said to wait again, not to be rejected', async () => {
  const { own, press, send, id } = await heldComment('Rejected, then changed.')
  await decide(stage, id, 'reject')
  await own.getByText('Not published.').waitFor()
  await press('edit', 'Rejected, then changed. It says nothing bad now.')
  await send()
  await own.getByText('Waiting for a moderator. Only you can see it.').waitFor()
  expect(await own.getByText('Not published.').count()).toBe(0)
})
