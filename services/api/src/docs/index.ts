import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import type { Deps, Env } from '../context.ts'
import { isUnchanged } from '../http/is-unchanged.ts'
import { checksPage } from './checks-page.ts'
import { createApiDocument } from './document.ts'
import { files, docsPage } from './page.ts'
import { scoresPage } from './scores-page.ts'

// Everything the page loads is its own; `data:` is for the icons inside Swagger UI's stylesheet.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')
const pageHeaders = {
  'Content-Security-Policy': policy,
  'Cache-Control': 'public, max-age=60',
  'Referrer-Policy': 'no-referrer',
}

/** GET /openapi.json, and /docs where it can be read and tried, with the list of checks; mounted at the root. */
export const docs = (_deps: Pick<Deps, never>): Hono<Env> => {
  let made: { text: string; etag: string } | undefined
  const document = () => {
    if (made !== undefined) return made
    const text = JSON.stringify(createApiDocument())
    made = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
    return made
  }

  return new Hono<Env>()
    .get('/openapi.json', (c) => {
      const { text, etag } = document()
      const headers = {
        ETag: etag,
        'Cache-Control': 'public, max-age=60',
        'Access-Control-Allow-Origin': '*',
        'Content-Type': 'application/json; charset=utf-8',
      }
      return isUnchanged(c.req.header('If-None-Match'), etag) ? c.body(null, 304, headers) : c.body(text, 200, headers)
    })
    .get('/docs', (c) => c.html(docsPage(), 200, pageHeaders))
    .get('/docs/checks', (c) => c.html(checksPage(), 200, pageHeaders))
    .get('/docs/scores', (c) => c.html(scoresPage(), 200, pageHeaders))
    .get('/docs/:version/:name', async (c) => {
      const file = files.get(c.req.path)
      if (file === undefined) return c.notFound()
      return c.body(await readFile(file.from), 200, {
        'Content-Type': file.type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        'X-Content-Type-Options': 'nosniff',
      })
    })
}
