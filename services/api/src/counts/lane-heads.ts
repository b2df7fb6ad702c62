import { Hono } from 'hono'
import type { Env } from '../context.ts'
import { openOrigin } from '../middleware/origin.ts'
import { requestId } from '../middleware/request-id.ts'
import { secureHeaders, unchanged } from '../middleware/secure-headers.ts'
import { CACHE_CONTROL } from './answers.ts'

/** What is sent before a body, as names and values in turn. */
export type Head = { found: string[]; unchanged: string[]; encoding: 'latin1' | 'utf8' }

/** Heads of answers; `requestIdAt` is where each request's own id belongs. */
export type Heads = { requestIdAt: Record<200 | 304, number>; of(body: string, etag: string): Head }

/** Lets the framework's own middleware make the headers once, so that both ways send the same, in the same order. */
export const createHeads = async (): Promise<Heads> => {
  const app = new Hono<Env>().use(requestId(), secureHeaders(), openOrigin()).get('/v1/:status', (c) => {
    c.header('Cache-Control', CACHE_CONTROL)
    c.header('ETag', '-')
    if (c.req.param('status') === '304') return unchanged(c)
    c.header('Content-Type', 'application/json')
    return c.body('{}')
  })
  const flat = async (path: string) => [...(await app.request(path)).headers].flat()
  const found = [...(await flat('/v1/200')), 'Content-Length', '-']
  const same = await flat('/v1/304')
  const valueAt = (head: string[], name: string) => head.indexOf(name) + 1

  return {
    requestIdAt: { 200: valueAt(found, 'x-request-id'), 304: valueAt(same, 'x-request-id') },
    of: (body, etag) => {
      const bytes = Buffer.byteLength(body)
      return {
        found: found.with(valueAt(found, 'etag'), etag).with(valueAt(found, 'Content-Length'), String(bytes)),
        unchanged: same.with(valueAt(same, 'etag'), etag),
        encoding: bytes === body.length ? 'latin1' : 'utf8',
      }
    },
  }
}

/** Heads of pages of comments, which have no entity tag. */
export const createPageHeads = async (
  cacheControl: string,
): Promise<{ of(bytes: number, requestId: string): string[] }> => {
  const app = new Hono<Env>().use(requestId(), secureHeaders(), openOrigin()).get('/v1/page', (c) => {
    c.header('Cache-Control', cacheControl)
    return c.json({})
  })
  const head = [...[...(await app.request('/v1/page')).headers].flat(), 'Content-Length', '-']
  const requestIdAt = head.indexOf('x-request-id') + 1
  return {
    of: (bytes, id) => {
      const own = head.with(requestIdAt, id)
      own[own.length - 1] = String(bytes)
      return own
    },
  }
}
