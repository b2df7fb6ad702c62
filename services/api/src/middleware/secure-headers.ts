import type { MiddlewareHandler } from 'hono'
import type { Env } from '../context.ts'

/** Counts and comments are read by the sites' pages, so they may be loaded from anywhere; nothing else is allowed. */
const HEADERS = Object.entries({
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
  for (const [name, value] of HEADERS) c.header(name, value)
  await next()
}
