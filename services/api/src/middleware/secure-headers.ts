import type { Context, MiddlewareHandler } from 'hono'
import type { Env } from '../context.ts'

/**
 * For answers that are data, JSON or events: not to be taken for something else, framed, or made to load anything. Counts and
 * comments are read by the sites' pages, so they may be loaded from anywhere. Every header more is checked and sent a hundred
 * thousand times a second.
 */
const OF_DATA = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
})

/** For what may have links, forms and scripts. */
const OF_MARKUP = Object.entries({
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
})

/**
 * What browsers are told: nothing this service sends is framed, sniffed, or run as a script. Pages that need more set their
 * own headers, which win. No Strict-Transport-Security: the proxy that ends TLS knows whether the name is to be bound to it.
 * Hono's own middleware writes after the answer is made, which costs its fast path; this one writes before.
 *
 * @example app.use(secureHeaders())
 */
export const secureHeaders = (): MiddlewareHandler<Env> => async (c, next) => {
  for (const [name, value] of isData(c.req.path) ? OF_DATA : OF_MARKUP) c.header(name, value)
  await next()
}

/**
 * Says that what the caller keeps is still true. What guards a body was kept with it and stays: this answer has none, and of headers
 * only those that caches compare and that every answer has (RFC 9110, section 15.4.5).
 */
export const unchanged = (c: Context<Env>): Response => {
  for (const [name] of OF_MARKUP) c.header(name, undefined)
  return c.body(null, 304)
}

/** Of what the api answers only feeds are markup. */
const isData = (path: string): boolean => path.startsWith('/v1/') && !path.endsWith('/feed')
