import { Hono } from 'hono'
import { endpoints, MAX_COUNTS } from '@parley/contracts'
import type { Deps, Env } from '../../context.ts'
import { CACHE_CONTROL, createAnswers } from '../../counts/answers.ts'
import { isUnchanged } from '../../http/is-unchanged.ts'
import { readBody, readQuery } from '../../counts/question.ts'
import { readJson } from '../../http/read-body.ts'
import { takeMoreOrRefuse } from '../../middleware/rate-limit.ts'
import { unchanged } from '../../middleware/secure-headers.ts'

/**
 * GET and POST /v1/sites/{site}/counts: published counts from memory; with `since`, what changed after a revision. Mounted
 * there, behind the site, its rate limit and CORS. Most GETs never come here: `createCountsLane` answers them the same.
 */
export const counts = (deps: Pick<Deps, 'counts' | 'limits' | 'measures'>): Hono<Env> => {
  const { counts: held, measures } = deps
  const answers = createAnswers(held)
  return new Hono<Env>()
    .get('/', async (c) => {
      const question = readQuery(new URL(c.req.url).search.slice(1))
      const site = c.get('site')
      const atHand = answers.now(site, question)
      const { body, etag } = atHand ?? (await answers.later(site, question))
      const status = isUnchanged(c.req.header('if-none-match'), etag) ? 304 : 200
      measures.countsServed.inc({ from: atHand ? 'memory' : 'store', status })
      c.header('Cache-Control', CACHE_CONTROL)
      c.header('ETag', etag)
      if (status === 304) return unchanged(c)
      c.header('Content-Type', 'application/json')
      return c.body(body)
    })
    .post('/', async (c) => {
      const question = readBody(await readJson(c, endpoints.readCountsInBulk.maxBytes))
      // Folding a thousand addresses that were never seen takes a tenth of a second: they cost what they would cost in addresses.
      takeMoreOrRefuse(deps, c.get('network'), Math.ceil(question.articles.length / MAX_COUNTS.query) - 1)
      const site = c.get('site')
      const atHand = answers.now(site, question, 'body')
      const { body } = atHand ?? (await answers.later(site, question, 'body'))
      measures.countsServed.inc({ from: atHand ? 'memory' : 'store', status: 200 })
      c.header('Cache-Control', 'no-store')
      c.header('Content-Type', 'application/json')
      return c.body(body)
    })
}
