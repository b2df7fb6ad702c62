import { afterAll, beforeAll, expect, test } from 'vitest'
import { draftOf } from '../../support/store.ts'
import { until } from '../../support/until.ts'
import { serveForeign, type ForeignPage } from './foreign-pages.ts'
import { setStage, type Stage } from './stage.ts'

const LOADS = 5

const pageOf = (article: string): ForeignPage => ({
  html: (api) => `<!doctype html><html lang="en"><title>${article}</title><body>
    <parley-comments site="demo" article="${article}"></parley-comments><script src="${api}/widget/parley.js" async></script></body></html>`,
})

let stage: Stage
let site: Awaited<ReturnType<typeof serveForeign>>
beforeAll(async () => {
  stage = await setStage({ worker: false })
  site = await serveForeign({ fifty: pageOf('fifty'), thousand: pageOf('thousand') }, stage.url)
  await fill('fifty', 50)
  await fill('thousand', 1_000)
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

/** Publishes comments in threads: rounds of fifty, of which most answer one of those before. */
const fill = async (articleKey: string, many: number) => {
  const { comments } = stage.api.store
  const ids: string[] = []
  for (let from = 0; from < many; from += 50) {
    const drafts = Array.from({ length: 50 }, (_, at) => {
      const n = from + at
      const parentId = n % 4 === 0 ? undefined : ids[ids.length - 1 - ((n * 7) % 90)]
      const body = `Remark ${n}: the reading room has *good* light. `.repeat(1 + (n % 4))
      return draftOf({ siteId: 'demo', articleKey, body, html: `<p>${body}</p>`, ...(parentId && { parentId }) })
    })
    for (const { kind } of await Promise.all(drafts.map((draft) => comments.submit(draft))))
      expect(kind).toBe('accepted')
    const moves = drafts.map(({ id }) => ({
      commentId: id,
      version: 1,
      to: 'published' as const,
      from: ['pending'] as const,
    }))
    await comments.decide({ siteId: 'demo', actor: { kind: 'moderator', name: 'ada' }, action: 'approve', moves })
    ids.push(...drafts.map(({ id }) => id))
  }
}

type Load = { interactiveMs: number; longAfterMs: number }

/** Loads a page and answers when a reader could use the comments, and the longest task after the first of them were drawn. */
const load = async (name: string): Promise<Load> => {
  const { page } = await stage.reader('about:blank')
  await page.addInitScript(() => {
    const seen = { interactiveMs: 0, firstMs: 0, long: [] as [number, number][] }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) seen.long.push([startTime, duration])
    }).observe({ type: 'longtask', buffered: true })
    const look = () => {
      const root = document.querySelector('parley-comments')?.shadowRoot
      const rows = root?.querySelectorAll('.comment').length ?? 0
      if (rows > 0) seen.firstMs ||= performance.now()
      if (rows === 50) seen.interactiveMs ||= performance.now()
      if (!seen.interactiveMs) requestAnimationFrame(look)
    }
    look()
  })
  await page.goto(site.url(name))
  const seen = await until(`${name} to be there`, () =>
    page.evaluate(() => {
      const { seen: noted } = window as unknown as {
        seen: { interactiveMs: number; firstMs: number; long: [number, number][] }
      }
      return noted.interactiveMs > 0 && performance.now() > noted.interactiveMs + 500 ? noted : undefined
    }),
  )
  await page.context().close()
  const after = seen.long.filter(([start]) => start > seen.firstMs).map(([, took]) => took)
  return { interactiveMs: seen.interactiveMs, longAfterMs: Math.max(0, ...after) }
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

test('an article of a thousand comments is usable nearly as soon as one of fifty, and then does nothing long', async () => {
  const loads: Record<'fifty' | 'thousand', Load[]> = { fifty: [], thousand: [] }
  for (const name of ['fifty', 'thousand'] as const) await load(name) // what only the first of all pays
  for (let n = 0; n < LOADS; n += 1)
    for (const name of ['fifty', 'thousand'] as const) loads[name].push(await load(name))
  const [few, many] = [loads.fifty, loads.thousand].map((all) => median(all.map(({ interactiveMs }) => interactiveMs)))
  const long = Math.min(...loads.thousand.map(({ longAfterMs }) => longAfterMs))
  expect({ ratio: (many ?? 0) / (few ?? 1), long }).toSatisfy(
    (it: { ratio: number; long: number }) => it.ratio <= 1.5 && it.long <= 50,
  )
})

test('all thousand can be turned to, each once and below what it answers', async () => {
  const { page, errors } = await stage.reader(site.url('thousand'))
  await page.getByRole('heading', { name: '1,000 comments' }).waitFor()
  await until('all of them', () =>
    page.evaluate(() => {
      const root = document.querySelector('parley-comments')?.shadowRoot
      root?.querySelector<HTMLElement>('[data-do=more]:not([aria-disabled])')?.click()
      return root?.querySelectorAll('.comment').length === 1_000
    }),
  )
  const ids = await page.locator('.comment').evaluateAll((rows) => rows.map(({ id }) => id.slice(2)))
  expect(new Set(ids).size).toBe(1_000)
  const { comments } = await stage.api.store.comments.listVisible({
    siteId: 'demo',
    articleKey: 'thousand',
    sort: 'old',
    limit: 1_000,
  })
  const place = new Map(ids.map((id, at) => [id, at]))
  const above = comments.filter(({ id, parentId }) => parentId && (place.get(parentId) ?? -1) > (place.get(id) ?? -1))
  expect(above).toEqual([])
  expect(errors).toEqual([])
  await page.context().close()
})

test('a permalink to an old comment opens far down, unfolded, focused and marked', async () => {
  const { comments } = await stage.api.store.comments.listVisible({
    siteId: 'demo',
    articleKey: 'thousand',
    sort: 'old',
    limit: 20,
  })
  const id = comments[10]?.id ?? ''
  const { page } = await stage.reader(`${site.url('thousand')}#c-${id}`)
  const marked = page.locator('.comment.marked')
  await marked.waitFor()
  expect(await marked.getAttribute('id')).toBe(`c-${id}`)
  await until('the focus', () => marked.evaluate((row) => row === (row.getRootNode() as ShadowRoot).activeElement))
  await until('it to be in sight', () =>
    marked.evaluate((row) => {
      const { top } = row.getBoundingClientRect()
      return top >= 0 && top < innerHeight
    }),
  )
  await page.locator('select[name=sort]').selectOption('old')
  await until(
    'the oldest on top',
    async () => (await page.locator('.comment').first().getAttribute('id')) === `c-${comments[0]?.id}`,
  )
  await page.context().close()
})
