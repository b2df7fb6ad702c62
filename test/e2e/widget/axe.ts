import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe finds wrong by WCAG 2.2 AA and its own best practices, whole page and shadow trees alike. */
export const faultsOf = async (page: Page): Promise<string[]> => {
  // The page's policy would stop the tool as it stops anybody, so the page is opened past it.
  await page.addScriptTag({ path: axe })
  const found = await page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: { run(what: Document, how: object): Promise<AxeResults> } }
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    return (await runner.run(document, { runOnly })).violations
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(' ')).join(', ')}`)
}
