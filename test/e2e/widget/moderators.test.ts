import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { secretOf } from '../../integration/api-client.ts'
import { shoot } from '../../support/screenshots.ts'
import { faultsOf } from './axe.ts'
import { setStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage({ worker: false })
  const ids: string[] = []
  for (let number = 1; number <= 60; number += 1) {
    const body = {
      article: { key: 'welcome' },
      author: { name: `Аўтар ${number}` },
      body: `Зарплата ${number} ад 5000.`,
    }
    const { json } = await stage.api.ask('POST /v1/sites/demo/comments', { body })
    ids.push((json['comment'] as { id: string }).id)
  }
  const comments = ids.map((id) => ({ site: 'demo', id, version: 1 }))
  await stage.api.ask('POST /v1/moderation/decisions', { token: 'moderator', body: { comments, action: 'hold' } })
})
afterAll(() => stage[Symbol.asyncDispose]())

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

const signedIn = async (options: BrowserContextOptions = phone) => {
  const { page } = await stage.reader('/moderation', { bypassCSP: true, ...options })
  await page.locator('#token').fill(secretOf('moderator'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('.card').first().waitFor()
  return page
}

test.each(['light', 'dark'] as const)(
  'on a %s phone a comment is seen at once, and axe finds nothing',
  async (colorScheme) => {
    const page = await signedIn({ ...phone, colorScheme })
    const { y = 0 } = (await page.locator('.card').first().boundingBox()) ?? {}
    expect(y).toBeLessThan(480)
    expect(await faultsOf(page)).toEqual([])
    await page.context().close()
  },
)

test.each(['/moderation', 'the history of a comment', '/moderation/log', '/moderation/bans'])(
  'at twice the size of letters nothing leaves the phone at %s',
  async (where) => {
    const page = await signedIn()
    if (where.startsWith('/')) await page.goto(`${stage.url}${where}`)
    else await page.locator('.ways a').first().click()
    await page.locator('h1').waitFor()
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await page.context().close()
  },
)

test('who decides in the middle of the list stays there, and is told so there', async () => {
  const page = await signedIn()
  const card = page.locator('.card').nth(20)
  const next = await page.locator('.card').nth(21).getAttribute('id')
  await card.getByRole('button', { name: 'Approve' }).click()
  await page.waitForURL(/#told$/)
  await page.locator('#told').getByText('1 comment approved.').waitFor()
  const tops = await page.evaluate(
    (ids) => ids.map((id) => document.getElementById(id)?.getBoundingClientRect().top ?? -1),
    ['told', next ?? ''],
  )
  for (const top of tops) {
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top).toBeLessThan(740)
  }
  await page.locator('#told').getByRole('button', { name: 'Undo' }).click()
  await page.locator('#told').getByText('1 comment moved back.').waitFor()
  await page.context().close()
})

test('from a comment its author’s links are banned and let in again, with the keyboard alone', async () => {
  const { json } = await stage.api.ask('POST /v1/sites/demo/comments', {
    body: { article: { key: 'welcome' }, body: 'Заходите: https://спам.example/скидки' },
  })
  const { id } = json['comment'] as { id: string }
  const page = await signedIn()
  await page.goto(`${stage.url}/moderation/comments/demo/${id}`)
  await page.getByRole('link', { name: /^Ban links to/ }).press('Enter')
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('Note for moderators').fill('Every day.')
  await page.getByLabel('For', { exact: true }).selectOption('week')
  await page.getByRole('button', { name: 'Ban' }).press('Enter')
  await page.getByRole('status').getByText('is banned').waitFor()
  const banned = page.locator('.card', { hasText: 'спам.example' })
  await banned.getByText('Every day.').waitFor()
  expect(await faultsOf(page)).toEqual([])
  await shoot(page, 'moderation-bans')
  await banned.getByRole('button', { name: 'Lift' }).press('Enter')
  await page.getByRole('status').getByText('The ban is lifted.').waitFor()
  await page.getByText('Nothing is banned.').waitFor()
  await page.context().close()
})

const desk = { viewport: { width: 1_200, height: 800 } }

test('the keyboard’s place is never below the bar that stays', async () => {
  const page = await signedIn(desk)
  const covered: string[] = []
  for (let isInBar = false; !isInBar;) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement
      const { left, right, top, bottom } = one.getBoundingClientRect()
      const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest('.bulk')
      return { isInBar: one.closest('.bulk') !== null, isCovered: over instanceof Element, text: one.textContent ?? '' }
    })
    isInBar = at.isInBar
    if (!isInBar && at.isCovered) covered.push(at.text)
  }
  expect(covered).toEqual([])
})

test('a card is called by its author and article, not by its checkbox', async () => {
  const page = await signedIn(desk)
  const cards = page.getByRole('article', { name: /^Аўтар \d+ on welcome \(demo\)$/ })
  expect(await cards.count()).toBe(await page.locator('.card').count())
})

test('Enter on a selected comment decides nothing', async () => {
  const page = await signedIn(desk)
  const cards = await page.locator('.card').count()
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.method()))
  await page.locator('.card input').first().press('Space')
  await page.locator('.card input').nth(1).press('Enter')
  await page.reload()
  expect([await page.locator('.card').count(), sent.includes('POST')]).toEqual([cards, false])
})
