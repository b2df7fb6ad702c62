import type { Context } from 'hono'
import type { Env } from '../context.ts'

/**
 * Whether a form was sent from a page of this very host. Browsers say so themselves (`Sec-Fetch-Site`, or else `Origin`);
 * one that says neither, or hides its origin, is not believed here.
 */
export const isOwnOrigin = (c: Context<Env>): boolean => {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = URL.parse(c.req.header('origin') ?? '')
  const host = c.req.header('host')
  return origin !== null && host !== undefined && origin.host === host.toLowerCase()
}

/** Whether the browser reached us through TLS, as far as a proxy says; then cookies must not travel without it. */
export const isSecure = (c: Context<Env>): boolean =>
  c.req.url.startsWith('https:') || c.req.header('x-forwarded-proto') === 'https'
