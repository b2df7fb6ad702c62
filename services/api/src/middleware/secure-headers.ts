import type { MiddlewareHandler } from 'hono'
import { secureHeaders as honoSecureHeaders } from 'hono/secure-headers'
import type { Env } from '../context.ts'

/**
 * What browsers are told: nothing this service sends is framed, sniffed, or run as a script. Pages and documents that need
 * more set their own Content-Security-Policy, which stays.
 *
 * @example app.use(secureHeaders())
 */
export const secureHeaders = (): MiddlewareHandler<Env> => {
  const headers = honoSecureHeaders({
    xFrameOptions: 'DENY',
    referrerPolicy: 'strict-origin-when-cross-origin',
    crossOriginResourcePolicy: 'cross-origin', // counts and comments are read by the sites' pages
    crossOriginOpenerPolicy: 'same-origin',
    strictTransportSecurity: false, // the proxy that ends TLS knows whether the name is to be bound to it
    xXssProtection: false,
    overwrite: false,
  })
  return async (c, next) => {
    await headers(c, next)
    if (!c.res.headers.has('Content-Security-Policy')) {
      c.res.headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
    }
  }
}
