import type { MiddlewareHandler } from 'hono'
import type { Env } from '../context.ts'

/**
 * Sends a browser from a page's address that ends in a slash to the page itself. The way is a path and names no host: a
 * proxy in front may be reached by another name than this service.
 *
 * @example app.use('/docs/*', slashless())
 */
export const slashless = (): MiddlewareHandler<Env> => async (c, next) => {
  const { pathname, search } = new URL(c.req.url)
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!reads || !pathname.endsWith('/')) return next()
  let end = pathname.length
  while (pathname[end - 1] === '/') end -= 1 // a pattern would take the square of so many slashes
  return c.redirect(`${pathname.slice(0, end)}${search}`, 301)
}
