import { Hono } from 'hono'
import { endpoints } from '@parley/contracts'
import type { Deps, Env } from '../../context.ts'
import { CACHE_CONTROL, createAnswers, isUnchanged } from '../../counts/answers.ts'
import { readBody, readQuery } from '../../counts/question.ts'
import { readJson } from '../../http/read-body.ts'

/**
 * GET and POST /v1/sites/{site}/counts: published counts from memory; with `since`, what changed after a revision. Mounted
 * there, behind the site, its rate limit and CORS. Most GETs never come here: `createCountsLane` answers them the same.
 */
export const counts = (deps: Pick<Deps, 'counts'>): Hono<Env> => {
  const answers = createAnswers(deps.counts)
  return new Hono<Env>()
    .get('/', async (c) => {
      const question = readQuery(new URL(c.req.url).search.slice(1))
      const site = c.get('site')
      const { body, etag } = answers.now(site, question) ?? (await answers.later(site, question))
      c.header('Cache-Control', CACHE_CONTROL)
      c.header('ETag', etag)
      if (isUnchanged(c.req.header('if-none-match'), etag)) return c.body(null, 304)
      c.header('Content-Type', 'application/json')
      return c.body(body)
    })
    .post('/', async (c) => {
      const question = readBody(await readJson(c, endpoints.readCountsInBulk.maxBytes))
      const { body } = await answers.later(c.get('site'), question, 'body')
      c.header('Cache-Control', 'no-store')
      c.header('Content-Type', 'application/json')
      return c.body(body)
    })
}
