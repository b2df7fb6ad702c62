import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { until } from '../../support/until.ts'
import { foreignPages, oddPages, serveForeign } from './foreign-pages.ts'
import { publishAll, setStage, type Stage } from './stage.ts'

const api = () => stage.url
const payloads = (await readFile('services/api/src/markup-payloads.txt', 'utf8'))
  .split('\n')
  .filter((line) => line.trim() !== '')

let stage: Stage
let site: Awaited<ReturnType<typeof serveForeign>>
beforeAll(async () => {
  stage = await setStage({ worker: false })
  site = await serveForeign({ ...foreignPages, ...oddPages }, stage.url)
  await publishAll(stage, [
    { article: { key: 'far' }, body: 'Seen from far away.', author: { name: 'Ada' } },
    { article: { url: 'http://localhost/far-away' }, body: 'Seen from far away.', author: { name: 'Ada' } },
    ...[3, 3, 40].map((n) => ({ article: { key: `card-${n}` }, body: `A word on article ${n}.` })),
  ])
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

/** Errors of a page whose host lets it do little: what the browser says of other requests than ours. */
const ours = (errors: string[]) => errors.filter((error) => !/favicon|Permissions-Policy/.test(error))

describe('a foreign page shows comments and stays as it was', () => {
  test.each(Object.keys(foreignPages))('%s', async (name) => {
    const { page, errors, foreign } = await stage.reader(site.url(name))
    const frame = name.includes('frame') ? page.frames()[1] : page.mainFrame()
    await frame?.locator('parley-comments .comment[part]', { hasText: 'Seen from far away.' }).waitFor()
    const outside = await frame?.evaluate(() => {
      const canary = document.getElementById('canary')
      const style = canary && getComputedStyle(canary)
      const added = Object.keys(window).filter((key) => key.includes('/v1/sites/'))
      return {
        words: canary?.textContent,
        colour: style?.color,
        sheets: document.adoptedStyleSheets.length,
        added: added.length,
      }
    })
    expect(outside).toEqual({ words: 'The page’s own words', colour: 'rgb(0, 0, 0)', sheets: 0, added: 1 })
    const own = new URL(site.url('')).origin
    expect(foreign.filter((to) => !to.startsWith(own) && !/^(about|data):/.test(to))).toEqual([])
    expect(ours(errors)).toEqual([])
    await page.context().close()
  })

  test('a number without a key is that of the page’s first canonical link', async () => {
    const { page } = await stage.reader(site.url('two canonical links, and no key'))
    await until('the number', async () => (await page.locator('b[data-parley-count]').textContent()) === '1')
    await page.context().close()
  })

  test('a permalink under a foreign base stays on the page', async () => {
    const { page } = await stage.reader(site.url('a base that leads elsewhere'))
    await page.locator('parley-comments .permalink').click()
    await page.locator('.comment.marked').waitFor()
    expect(page.url()).toMatch(/^http:\/\/localhost:\d+\/a%20base.*#c-[0-9a-f-]{36}$/)
    await page.context().close()
  })

  test('under the strictest policy and on a slow machine a comment can be written', async () => {
    const { page, errors } = await stage.reader(site.url('a strict policy with Trusted Types'))
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    await page.reload()
    await page.locator('#text-new').fill('Written on an old phone.')
    await page.locator('form[data-form=new] button.main').click()
    await page.getByText('Received and being checked').waitFor()
    expect(ours(errors)).toEqual([])
    await page.context().close()
  })
})

test('an index of long addresses is counted past a proxy that takes lines of eight kilobytes', async () => {
  const { page } = await stage.reader('about:blank')
  const lines: number[] = []
  await page.route('**/v1/**', (route) => {
    const { pathname, search } = new URL(route.request().url())
    lines.push(pathname.length + search.length)
    return (lines.at(-1) ?? 0) > 8_000 ? route.fulfill({ status: 414 }) : route.continue()
  })
  await page.goto(site.url('addresses'))
  const number = () => page.locator('[data-parley-count=card-40]').textContent()
  await until('the number', async () => (await number()) === '1')
  expect(Math.max(...lines)).toBeLessThan(8_000)
  await page.context().close()
})

test('an index of a hundred cards: one request, one step, no shift, and a change is followed', async () => {
  const { page, errors } = await stage.reader('about:blank')
  const asked: string[] = []
  page.on(
    'request',
    (request) => request.url().includes('/counts') && !request.url().includes('since=') && asked.push(request.url()),
  )
  await page.addInitScript(() => {
    const shifts: number[] = []
    const steps: string[] = []
    Object.assign(window, { shifts, steps })
    new PerformanceObserver((list) =>
      shifts.push(...list.getEntries().map((entry) => (entry as PerformanceEntry & { value: number }).value)),
    ).observe({ type: 'layout-shift', buffered: true })
    addEventListener('DOMContentLoaded', () =>
      new MutationObserver(() => {
        steps.push(
          [3, 40, 41].map((n) => document.querySelector(`[data-parley-count="card-${n}"]`)?.textContent).join(),
        )
      }).observe(document.body, { childList: true, subtree: true, characterData: true }),
    )
  })
  await page.goto(site.url('cards'))
  const number = (key: string) => page.locator(`[data-parley-count="${key}"]`).textContent()
  await until('the number of card 3', async () => (await number('card-3')) === '2')
  const { shifts, steps } = await page.evaluate(() => {
    const noted = window as unknown as { shifts: number[]; steps: string[] }
    return { shifts: noted.shifts, steps: noted.steps }
  })
  expect(new Set(steps)).toEqual(new Set(['2,1,0']))
  expect(await page.locator('#by-link').textContent()).toBe('1 word')
  expect(asked.filter((url) => !url.endsWith('.js'))).toHaveLength(1)
  expect(shifts).toEqual([])
  await publishAll(stage, [{ article: { key: 'card-41' }, body: 'The first word on this one.' }])
  await until('card 41 to follow', async () => (await number('card-41')) === '1')
  expect(ours(errors)).toEqual([])
  await page.context().close()
})

describe('hostile bodies, names and addresses are inert', () => {
  const trapped = async (path: string, before?: (page: Page) => Promise<unknown>) => {
    const { page, foreign } = await stage.reader('about:blank', { bypassCSP: true })
    const ran: string[] = []
    await page.exposeFunction('p', (what: string) => ran.push(String(what)))
    page.on('dialog', (dialog) => {
      ran.push(dialog.message())
      void dialog.dismiss()
    })
    await before?.(page)
    await page.goto(path)
    return { page, foreign, ran }
  }
  const strange = (page: Page) =>
    page.evaluate(() => {
      const root = document.querySelector('parley-comments')?.shadowRoot
      const elements = [...(root?.querySelectorAll('.text, .text *, .author *') ?? [])]
      return elements.flatMap((one) => {
        const known = /^(DIV|P|BR|EM|STRONG|BLOCKQUOTE|PRE|CODE|A|SPAN|BDI)$/.test(one.tagName)
        const names = [...one.attributes].filter(({ name }) => !/^(class|part|dir|href|rel|target)$/.test(name))
        const link = one instanceof HTMLAnchorElement && !/^https?:$/.test(one.protocol)
        return known && names.length === 0 && !link ? [] : [one.outerHTML]
      })
    })

  let sent = 0
  beforeAll(async () => {
    const named = payloads.map((line) => line.slice(0, 60).trim()).filter((name) => !/\p{Cc}/u.test(name))
    const ids = await publishAll(stage, [
      ...payloads.map((body) => ({ article: { key: 'hostile' }, body })),
      ...payloads
        .slice(0, 60)
        .map((line) => ({ article: { key: 'hostile' }, body: `[x](${line}) <${line}> http://a.example/${line}` })),
      ...named.slice(0, 40).map((name) => ({ article: { key: 'hostile' }, author: { name }, body: 'Only the name.' })),
    ])
    sent = ids.length
    expect(sent).toBeGreaterThan(payloads.length)
    const shown = payloads.slice(0, 45)
    const places = shown.map((body, at) => ({ article: { key: 'welcome' }, author: { name: named[at] ?? 'x' }, body }))
    await publishAll(stage, places)
  })

  test('in the widget, on a page without any policy', async () => {
    const { page, foreign, ran } = await trapped(site.url('quiet'))
    await page.locator('parley-comments .comment[part]').first().waitFor()
    const more = page.getByRole('button', { name: 'Show more comments' })
    await until('all hostile comments', async () => {
      if (await more.isVisible()) await more.click()
      return (await page.locator('.comment[part]').count()) === sent
    })
    expect(await strange(page)).toEqual([])
    await page.locator('.comment .text').first().click()
    const own = new URL(site.url('')).origin
    expect({ ran, foreign: foreign.filter((to) => !to.startsWith(own)) }).toEqual({ ran: [], foreign: [] })
    await page.context().close()
  })

  test('in the widget, even when the service itself sends them as markup', async () => {
    const { page, foreign, ran } = await trapped(site.url('quiet'), (it) =>
      it.route('**/comments?*', async (route) => {
        const answer = await route.fetch()
        const json = (await answer.json()) as { comments: { html: string }[] }
        json.comments.forEach((comment, at) => (comment.html = payloads.slice(at * 5, at * 5 + 5).join('\n')))
        await route.fulfill({ response: answer, json })
      }),
    )
    await until('fifty hostile comments', async () => (await page.locator('.comment[part]').count()) === 50)
    expect(await strange(page)).toEqual([])
    const own = new URL(site.url('')).origin
    expect({ ran, foreign: foreign.filter((to) => !to.startsWith(own)) }).toEqual({ ran: [], foreign: [] })
    await page.context().close()
  })

  test.each(['/demo', '/embed/demo?article=hostile'])(
    'in the server’s own HTML at %s, its policy out of the way',
    async (path) => {
      const { page, foreign, ran } = await trapped(api() + path, (it) =>
        it.route('**/widget/*', (route) => route.abort()),
      )
      await page.locator('.thread .comment').first().waitFor()
      await page.locator('.thread .comment').last().hover()
      expect(
        await page
          .locator(
            'main :is(script:not([type="application/ld+json"]), iframe, object, embed, style, svg:not(.bubble), math)',
          )
          .count(),
      ).toBe(0)
      expect({ ran, foreign }).toEqual({ ran: [], foreign: [] })
      await page.context().close()
    },
  )
})

test('an article from right to left does not widen a page from left to right', async () => {
  const { page } = await stage.reader(site.url('turned'), { viewport: { width: 360, height: 700 } })
  await page.locator('parley-comments .comment[part]').first().waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test('long words, lines and code widen no page, whatever its stylesheet says', async () => {
  const drafts = ['long'.repeat(60), 'Words '.repeat(60), `\`\`\`\n${'code '.repeat(60)}\n\`\`\``]
  await publishAll(
    stage,
    drafts.map((body) => ({ article: { key: 'wide' }, body })),
  )
  const { page } = await stage.reader(site.url('unruly'), { viewport: { width: 360, height: 700 } })
  await page.locator('parley-comments .comment[part]').nth(2).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})

test('the way to the form of a closed article leads to where it says so', async () => {
  await publishAll(stage, [{ article: { key: 'closed' }, body: 'The last word.' }])
  await stage.api.ask('PATCH /v1/sites/demo/articles/closed', { token: 'admin', body: { closed: true } })
  const { page } = await stage.reader(site.url('closed'))
  await page.getByText('Write').click()
  await until('the comments to be seen', () => page.evaluate(() => scrollY > 1_000))
})

test('browsers of 2022, which lack what came since, show answers', async () => {
  const [parentId] = await publishAll(stage, [{ article: { key: 'far' }, body: 'A question.' }])
  await publishAll(stage, [{ article: { key: 'far' }, parentId, body: 'An answer.' }])
  const { page, errors } = await stage.reader('about:blank')
  await page.addInitScript(() => {
    for (const name of ['toReversed', 'toSorted', 'toSpliced', 'with']) Reflect.deleteProperty(Array.prototype, name)
    Reflect.deleteProperty(CSSStyleSheet.prototype, 'replaceSync')
  })
  await page.goto(site.url('turned'))
  await page.locator('parley-comments .comment[part]', { hasText: 'An answer.' }).waitFor()
  expect(ours(errors)).toEqual([])
})
