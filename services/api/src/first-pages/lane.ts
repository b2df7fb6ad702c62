import { randomUUID } from 'node:crypto'
import type { Deps } from '../context.ts'
import { createPageHeads, type Lane, type Passes } from '../counts/index.ts'
import { PAGE_CACHE_CONTROL } from './page-cache-control.ts'

type Needs = Pick<Deps, 'counts' | 'measures' | 'firstPages'>

const PREFIX = '/v1/sites/'
const ROUTE = '/v1/sites/:site/comments'

/**
 * A way around the framework for first pages of comments that are kept, or were and are read again. The route made them; what was never
 * kept, and all that the counts' lane leaves to the framework, is left here too.
 *
 * @example const lane = await createFirstPagesLane(deps, passes)
 */
export const createFirstPagesLane = async ({ counts, measures, firstPages }: Needs, passes: Passes): Promise<Lane> => {
  const heads = await createPageHeads(PAGE_CACHE_CONTROL)
  const tally = measures.requests.tally({ method: 'GET', route: ROUTE, status: '200' })

  return (req, res, leave) => {
    const url = req.url ?? ''
    if (req.method !== 'GET' || !url.startsWith(PREFIX)) return false
    const now = counts.now()
    const page = firstPages.find(url, now)
    const again = page ? undefined : firstPages.again(url)
    const siteId = page?.siteId ?? again?.siteId
    if (siteId === undefined || !passes.site(siteId) || !passes.caller(req, now)) return false
    const send = (body: Buffer): void => {
      res.writeHead(200, heads.of(body.length, randomUUID()))
      res.end(body)
      tally((counts.now() - now) / 1_000)
    }
    if (page) send(page.body)
    else again?.read().then(send, leave) // the framework says why
    return true
  }
}
