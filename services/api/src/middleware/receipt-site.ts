import type { MiddlewareHandler } from 'hono'
import { ProblemError } from '@parley/contracts'
import type { Env } from '../context.ts'
import type { Sites } from '../lookups/sites.ts'
import { parseReceipt } from '../receipt.ts'

/**
 * Finds the site that a receipt names, or answers `no-receipt`; whether the receipt itself is good is the route's question.
 *
 * @example app.get('/v1/receipts/:receipt', receiptSite(deps), …)
 */
export const receiptSite =
  ({ sites }: { sites: Pick<Sites, 'find'> }): MiddlewareHandler<Env> =>
  async (c, next) => {
    const parsed = parseReceipt(c.req.param('receipt') ?? '')
    const found = parsed && (await sites.find(parsed.siteId))
    if (!found) throw new ProblemError('no-receipt')
    c.set('site', found)
    c.header('Cache-Control', 'no-store')
    await next()
  }
