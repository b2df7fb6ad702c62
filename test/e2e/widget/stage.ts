import { expect, onTestFinished } from 'vitest'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { freshApi, type Api } from '../../integration/api-client.ts'
import { launchBrowser } from '../../support/browser.ts'
import { startWorker } from '../../support/processes.ts'
import { until } from '../../support/until.ts'

/** A reader's page, and what went on in it that nobody asked for. */
export type Reader = {
  page: Page
  /** Errors of scripts, of the console and of the page's policy. */
  errors: string[]
  /** Where requests went that did not go to the api. */
  foreign: string[]
}

/** A running site with the demo article, a worker that judges, and a real browser. */
export type Stage = AsyncDisposable & {
  api: Api
  url: string
  browser: Browser
  /** Opens an address of the api's, or any other, as a reader who was never here. */
  reader(path: string, options?: BrowserContextOptions): Promise<Reader>
}

/** Starts it all; the machine's own names are the site's hosts. */
export const setStage = async ({ worker = true }: { worker?: boolean } = {}): Promise<Stage> => {
  await using stack = new AsyncDisposableStack()
  const api = stack.use(await freshApi())
  await api.store.sites.add({ id: 'demo', name: 'Demo', hosts: ['localhost', '127.0.0.1'] })
  if (worker) stack.use(await startWorker({ databaseUrl: api.databaseUrl, queueUrl: api.databaseUrl }))
  const browser = await launchBrowser()
  stack.defer(() => browser.close())
  const { url } = api.running
  const whole = stack.move()

  const reader: Stage['reader'] = async (path, options = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', ...options })
    onTestFinished(() => context.close()) // what a page asks for by itself it would ask for until the file ends
    const page = await context.newPage()
    const [errors, foreign]: [string[], string[]] = [[], []]
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`)) foreign.push(request.url())
    })
    await page.goto(new URL(path, url).href)
    return { page, errors, foreign }
  }
  return { api, url, browser, reader, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

/** The element's comment that holds some words; what the server put inside the element has no parts. */
export const commentWith = (page: Page, words: string) =>
  page.locator('parley-comments .comment[part]').filter({ hasText: words })

/** Writes into the form for new comments and sends it. */
export const write = async (page: Page, text: string, name?: string): Promise<void> => {
  if (name !== undefined) await page.locator('#name-new').fill(name)
  await page.locator('#text-new').fill(text)
  await page.locator('form[data-form=new] button.main').click()
}

/** What the page counts: beside the headline, on the button, and over the comments. */
export const numbersOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const texts = [...document.querySelectorAll('[data-parley-count]')].map((one) => one.textContent ?? '')
    const title = document.querySelector('parley-comments')?.shadowRoot?.querySelector('#title')?.textContent ?? ''
    return [...texts, title].map((text) => Number(/\d+/.exec(text)?.[0] ?? -1))
  })

/** From now on notes the page's numbers whenever one of them changes, before anything is painted. */
export const watchNumbers = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const root = document.querySelector('parley-comments')?.shadowRoot
    const seen: string[] = []
    Object.assign(window, { seenNumbers: seen })
    const note = () => {
      const texts = [...document.querySelectorAll('[data-parley-count]'), ...(root?.querySelectorAll('#title') ?? [])]
      seen.push(texts.map((one) => /\d+/.exec(one.textContent ?? '')?.[0]).join(' '))
    }
    const all = { childList: true, characterData: true, subtree: true }
    for (const node of [document.body, root]) if (node) new MutationObserver(note).observe(node, all)
  })

/** Every different set of numbers that was seen; numbers that differ from each other fail. */
export const numbersSeen = async (page: Page): Promise<number[]> => {
  const seen = await page.evaluate(() => (window as unknown as { seenNumbers: string[] }).seenNumbers)
  const sets = [...new Set(seen)].map((set) => [...new Set(set.split(' '))])
  expect(sets.filter((set) => set.length !== 1)).toEqual([])
  return sets.map(([number]) => Number(number))
}

/** Waits until all numbers of the page are this one. */
export const untilNumbers = (page: Page, number: number): Promise<unknown> =>
  until(`all numbers to be ${number}`, async () => (await numbersOf(page)).every((one) => one === number))

/** Decides on comments as a moderator does. */
export const decide = async ({ api }: Stage, id: string, action: 'approve' | 'reject' | 'remove', version = 1) => {
  const comments = [{ site: 'demo', id, version }]
  const { json } = await api.ask('POST /v1/moderation/decisions', {
    token: 'moderator',
    body: { comments, action, reason: 'other' },
  })
  expect(json['comments']).toMatchObject([{ answer: 'decided' }])
}

/** The id of the only comment in that state. */
export const onlyIn = async ({ api }: Stage, status: string): Promise<{ id: string; version: number }> =>
  until(`one ${status} comment`, async () => {
    const { json } = await api.ask(`GET /v1/moderation/comments?site=demo&status=${status}`, { token: 'moderator' })
    const [first, ...rest] = json['comments'] as { id: string; version: number }[]
    return first && rest.length === 0 ? first : undefined
  })

/** Sends comments and has them all approved, by a moderator who is quick. */
export const publishAll = async ({ api }: Stage, drafts: object[]): Promise<string[]> => {
  const ids: string[] = []
  for (const body of drafts) {
    const { status, json } = await api.ask('POST /v1/sites/demo/comments', { body })
    if (status === 202) ids.push((json['comment'] as { id: string }).id)
    else expect(status).toBe(400) // what no form takes either
  }
  for (let at = 0; at < ids.length; at += 500) {
    const comments = ids.slice(at, at + 500).map((id) => ({ site: 'demo', id, version: 1 }))
    await api.ask('POST /v1/moderation/decisions', { token: 'moderator', body: { comments, action: 'approve' } })
  }
  return ids
}
