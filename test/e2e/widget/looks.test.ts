import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shoot } from '../../support/screenshots.ts'
import { until } from '../../support/until.ts'
import { faultsOf } from './axe.ts'
import { commentWith, publishAll, setStage, untilNumbers, write, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage({ worker: false })
  const [first] = await publishAll(stage, [
    {
      article: { key: 'welcome' },
      author: { name: 'Алена' },
      body: 'Нарэшце! Пасля працы *раней* не паспявала ніколі.',
    },
    {
      article: { key: 'welcome' },
      author: { name: 'Anonymous Reader With Quite A Long Name, Really' },
      body: 'I live across the courtyard.\n\n> promised to let visitors out through the street door\n\nWe shall see. Details: https://library.example/evening-hours and `room 12`.',
    },
  ])
  const [second] = await publishAll(stage, [
    {
      article: { key: 'welcome' },
      parentId: first,
      author: { name: 'Пётр' },
      body: 'И не только вам. А кафе тоже до полуночи?',
    },
  ])
  await publishAll(stage, [
    { article: { key: 'welcome' }, parentId: second, author: { name: 'Алена' }, body: 'Па пятніцах — так.' },
    { article: { key: 'welcome' }, parentId: first, body: 'שלום, מה שעות הפתיחה?' },
  ])
})
afterAll(() => stage[Symbol.asyncDispose]())

const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
}
const desktop: BrowserContextOptions = { viewport: { width: 1_200, height: 900 } }
const looks = [
  ['phone', phone],
  ['desktop', desktop],
] as const

describe.each(looks)('on a %s', (device, options) => {
  test.each(['en', 'ru', 'be'])('in %s it reads well in light and dark, and axe finds nothing', async (lang) => {
    const path = lang === 'en' ? '/demo' : `/demo/${lang}`
    const { page } = await stage.reader(path, { ...options, locale: lang, bypassCSP: true })
    const element = page.locator('parley-comments')
    await element.locator('.comment[part]').nth(4).waitFor()
    await write(page, 'A remark that still waits.', 'Ada')
    await commentWith(page, 'A remark that still waits').locator('.standing').waitFor()
    await page.locator('#text-new').fill('x'.repeat(4_010))
    await page.locator('form[data-form=new] button.main').click()
    await element.locator('details').evaluate((details) => details.setAttribute('open', ''))
    await page.locator('#text-new').fill('Ein Entwurf')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await commentWith(page, 'Нарэшце!').locator('[data-do=actions]').first().click()
      await commentWith(page, 'across the courtyard').locator('[data-do=reply]').click()
      expect(await faultsOf(page)).toEqual([])
      await commentWith(page, 'Нарэшце!').locator('[data-do=actions]').first().click()
      expect(await faultsOf(page)).toEqual([])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(wide).toBeLessThanOrEqual(0)
      await shoot(page, `widget-${device}-${lang}-${colorScheme}`)
      await page.keyboard.press('Escape')
    }
    await page.context().close()
  })
})

test.each(['en', 'ru', 'be'])(
  'at twice the size of letters no word of ours is broken on a phone in %s',
  async (lang) => {
    const { page } = await stage.reader(lang === 'en' ? '/demo' : `/demo/${lang}`, { ...phone, bypassCSP: true })
    await commentWith(page, 'Нарэшце!').waitFor()
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' })
    const broken = await page.evaluate(() => {
      const inside = document.querySelector('parley-comments')?.shadowRoot
      const told = 'h1, h2, nav a, .count, .button, label, button, summary'
      const [ours, theirs] = [document.querySelectorAll(told), inside?.querySelectorAll(told) ?? []]
      return [...ours, ...theirs].flatMap((element) => {
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        const found: string[] = []
        for (let node = texts.nextNode(); node; node = texts.nextNode()) {
          for (const { index, 0: word } of (node.textContent ?? '').matchAll(/\p{L}+/gu)) {
            const range = document.createRange()
            range.setStart(node, index)
            range.setEnd(node, index + word.length)
            if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word)
          }
        }
        return found
      })
    })
    expect(broken).toEqual([])
    expect((await page.locator('.bubble').boundingBox())?.width).toBe(18)
    await shoot(page, `demo-large-${lang}`)
    await page.context().close()
  },
)

test('with the keyboard alone: in order, seen, and back to where one came from', async () => {
  const { page } = await stage.reader('/demo')
  await page.locator('#text-new').waitFor()
  const at = () =>
    page.evaluate(() => {
      const root = document.querySelector('parley-comments')?.shadowRoot
      const inside = root?.activeElement
      return (
        inside && { does: inside.getAttribute('data-do') ?? inside.id, outline: getComputedStyle(inside).outlineStyle }
      )
    })
  await page.locator('#name-new').focus()
  const walked: string[] = []
  while (walked.at(-1) !== 'actions' && walked.length < 12) {
    const here = await at()
    walked.push(here?.does ?? '')
    expect(here?.outline).toBe('solid')
    await page.keyboard.press('Tab')
  }
  expect(walked.filter((does) => does !== '')).toEqual(['name-new', 'text-new', 'reply', 'actions'])
  await page.locator('[data-do=reply]').first().focus()
  await page.keyboard.press('Enter')
  await until('the form to be focused', async () => (await at())?.does.startsWith('text-reply-'))
  await page.keyboard.press('Escape')
  await until('the focus to be back', async () => (await at())?.does === 'reply')
  await page.locator('[data-do=actions]').first().focus()
  await page.keyboard.press('Enter')
  await page.locator('[data-do=report]').press('Enter')
  await until('the question to be focused', async () => (await at())?.does.startsWith('why-'))
  await page.keyboard.press('Escape')
  await until('the focus to be back', async () => (await at())?.does === 'actions')
  expect(await page.locator('form').count()).toBe(2) // the one in the element, and the hidden one of the server's
  await page.context().close()
})

test.each(['checks', 'scores'])(
  'at twice the size of letters /docs/%s stays within a phone, and axe finds nothing',
  async (name) => {
    const { page, errors } = await stage.reader(`/docs/${name}`, { ...phone, bypassCSP: true })
    await page.addStyleTag({ content: 'html { font-size: 200% !important }' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.viewport?.width)
    expect(errors).toEqual([])
    expect(await page.getByRole('columnheader').count()).toBeGreaterThan(1) // heard there too, where it is not seen
    expect(await faultsOf(page)).toEqual([])
    await page.locator('table').first().scrollIntoViewIfNeeded()
    await shoot(page, `docs-${name}-large`, { fullPage: false })
  },
)

test.each([true, false])(
  'printed, there is what was written and nothing to press; scripts: %s',
  async (javaScriptEnabled) => {
    const { page } = await stage.reader('/demo', { javaScriptEnabled })
    const inside = page.locator(`parley-comments .comment${javaScriptEnabled ? '[part]' : ''}`).first()
    await inside.waitFor()
    await page.emulateMedia({ media: 'print' })
    const seen = page.locator('form, button, select, nav, summary, .button').filter({ visible: true })
    expect(await seen.count()).toBe(0)
    expect(await inside.isVisible()).toBe(true)
    await page.context().close()
  },
)

test('a draft, a name and receipts are kept in the browser alone, and forgotten there', async () => {
  const { page } = await stage.reader('/demo')
  await page.locator('#name-new').fill('Ada')
  await write(page, 'To be remembered.')
  await commentWith(page, 'To be remembered.').waitFor()
  await page.locator('#text-new').fill('Half a thought')
  await page.reload()
  await until('the draft', async () => (await page.locator('#text-new').inputValue()) === 'Half a thought')
  expect(await page.locator('#name-new').inputValue()).toBe('Ada')
  await commentWith(page, 'To be remembered.').getByText('yours').waitFor()
  await page.locator('summary').click()
  await page.getByRole('button', { name: 'Forget it all' }).click()
  await page.getByText('You will no longer be able').waitFor()
  await page.getByRole('button', { name: 'Forget it all' }).click()
  await commentWith(page, 'To be remembered.').waitFor({ state: 'detached' })
  expect(await page.evaluate(() => ({ kept: { ...localStorage }, cookies: document.cookie }))).toEqual({
    kept: {},
    cookies: '',
  })
  await page.context().close()
})

test('nothing, too much, too fast, a closed article, an api that is away: each is said in words', async () => {
  const { page } = await stage.reader('/demo')
  await page.locator('#text-new').waitFor()
  await write(page, ' ')
  await page.getByText('Write something first.').waitFor()
  await write(page, 'x'.repeat(4_001))
  await page.getByText('The text is too long.').waitFor()
  await page.getByText('1 character too many').waitFor()
  const refuse = (status: number, code: string) =>
    page.route('**/comments', (route) =>
      route.fulfill({ status, json: { type: `urn:parley:problem:${code}` }, contentType: 'application/problem+json' }),
    )
  await refuse(429, 'too-many-requests')
  await write(page, 'Quick!')
  await page.getByText('Too fast.').waitFor()
  await refuse(409, 'article-closed')
  await write(page, 'Late?')
  await page.locator('#trouble-new').getByText('This article takes no more comments.').waitFor()
  expect(await page.locator('#text-new').inputValue()).toBe('Late?')

  const report = async (nth: number) => {
    const comment = page.locator('.comment[part]').nth(nth)
    await comment.locator('[data-do=actions]').click()
    await comment.locator('[data-do=report]').click()
    await comment.locator('select').selectOption('off-topic')
    await comment.locator('button.main').click()
  }
  const said = page.getByRole('status').locator('span:not([data-read])')
  await report(0)
  await said.getByText('Thank you.').waitFor()
  const { json } = await stage.api.ask('GET /v1/moderation/reports?site=demo', { token: 'moderator' })
  expect(json['reports']).toMatchObject([{ reason: 'off-topic' }])
  await said.evaluate((element) => element.setAttribute('data-read', ''))
  await report(1)
  await said.getByText('Thank you.').waitFor() // the same words again, for a screen reader to read again

  await stage.api.store.articles.set('demo', 'welcome', { closed: true })
  await page.unrouteAll()
  await page.reload()
  await page.locator('.soft[part]', { hasText: 'This article takes no more comments.' }).waitFor()
  expect(await page.locator('[data-do=reply]').count()).toBe(0)
  await stage.api.store.articles.set('demo', 'welcome', { closed: false })

  await page.route('**/v1/sites/demo/comments?*', (route) => route.abort())
  await page.reload()
  await page.getByText('The comments could not be loaded.').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('parley-comments .comment[part]').first().waitFor()
  await page.context().close()
})

test('without JavaScript the page shows the same, takes a comment, and has no error', async () => {
  const { page, errors, foreign } = await stage.reader('/demo', { javaScriptEnabled: false })
  await page.locator('.thread .comment', { hasText: 'Нарэшце!' }).waitFor()
  await page.locator('textarea').fill('Written without a script.')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('Your comment').first().waitFor()
  expect(page.url()).toContain('sent=1')
  expect({ errors, foreign }).toEqual({ errors: [], foreign: [] })
  await page.context().close()
})

test.each([
  ['be', '5 каментароў'],
  ['uk', '5 коментарів'],
  ['de', '5 Kommentare'],
  ['fr', '5 commentaires'],
  ['es', '5 comentarios'],
  ['pl', '5 komentarzy'],
  ['lt', '5 komentarai'],
])('in %s it counts: %s', async (lang, title) => {
  const { page } = await stage.reader('/demo')
  await untilNumbers(page, 5)
  await page.evaluate((it) => document.querySelector('parley-comments')?.setAttribute('lang', it), lang)
  await page.locator('parley-comments').getByRole('heading', { name: title }).waitFor()
  await page.context().close()
})
