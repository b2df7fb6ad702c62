import { join } from 'node:path'
import type { Page } from 'playwright-core'

const folder = join(import.meta.dirname, '../e2e/shots')

/** Puts a screenshot where it can be looked at, in a run with `SHOTS=1`: no test reads one, and each takes a second. */
export const shoot = async (page: Page, name: string, { fullPage } = { fullPage: true }): Promise<void> => {
  if (process.env['SHOTS']) await page.screenshot({ path: join(folder, `${name}.png`), fullPage })
}
