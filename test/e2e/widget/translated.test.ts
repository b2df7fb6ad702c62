import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commentWith, decide, numbersOf, publishAll, setStage, untilNumbers, write, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What a browser that translates does: each text of the page becomes elements around another text. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const texts = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const found: Text[] = []
      while (walker.nextNode()) found.push(walker.currentNode as Text)
      return found.filter(({ data, parentElement }) => data.trim() && parentElement?.tagName !== 'TEXTAREA')
    }
    const [outer, inner] = [document.createElement('font'), document.createElement('font')]
    const root = document.querySelector('parley-comments')?.shadowRoot as ShadowRoot
    for (const text of texts(root)) {
      inner.textContent = `«${text.data}»`
      outer.replaceChildren(inner)
      text.replaceWith(outer.cloneNode(true))
    }
  })

test('on a page that the browser translates, numbers, sentences and changed texts go on', async () => {
  const words = 'The ferry leaves at seven.\n\nAnd **so** it did last year.'
  const [id = ''] = await publishAll(stage, [{ article: { key: 'welcome' }, body: words }])
  const { json } = await stage.api.ask('POST /v1/sites/demo/comments', {
    body: { article: { key: 'welcome' }, body: 'One line *of* mine,\nand another' },
  })
  const { id: edited } = json['comment'] as { id: string }
  await decide(stage, edited, 'approve')

  const { page, errors } = await stage.reader('/demo')
  await untilNumbers(page, 2)
  await write(page, ' ')
  await page.locator('#trouble-new').getByText(/./).waitFor()
  await translate(page)
  await page.locator('#text-new').fill('Words of mine')
  expect(await page.locator('#trouble-new').textContent()).toBe('')

  await stage.api.ask(`PATCH /v1/receipts/${json['receipt'] as string}`, { body: { body: 'Said anew' } })
  await decide(stage, edited, 'approve', 2)
  await commentWith(page, 'Said anew').waitFor()
  await decide(stage, id, 'remove')
  await untilNumbers(page, 1)
  await commentWith(page, 'The ferry').waitFor({ state: 'detached' })
  expect(await numbersOf(page)).toContain(1)
  expect(errors).toEqual([])
})
