import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { Env } from '../context.ts'
import { secureHeaders, unchanged } from './secure-headers.ts'

const app = new Hono<Env>().use(secureHeaders()).get('/v1/:what', (c) => {
  c.header('ETag', '"1"')
  return c.req.query('kept') === undefined ? c.body('whole') : unchanged(c)
})
const namesOf = async (path: string) => [...(await app.request(path)).headers.keys()]

test.each(['counts', 'feed'])(
  'what guards a body of %s goes with the body, and not with an answer without one',
  async (what) => {
    expect(await namesOf(`/v1/${what}`)).toEqual(
      expect.arrayContaining(['content-security-policy', 'etag', 'x-content-type-options', 'x-frame-options']),
    )
    expect(await namesOf(`/v1/${what}?kept`)).toEqual(['etag'])
  },
)
