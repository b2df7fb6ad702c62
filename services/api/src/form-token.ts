import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long a form may stay open, in milliseconds. */
export const FORM_LIFE_MS = 24 * 3_600_000

/** A token for the form of one site: when it was shown, signed. Not bound to a reader, whom the api does not know. */
export const signForm = (secret: Buffer, siteId: string, now: Date): string => {
  const at = now.getTime().toString(36)
  return `${at}.${signature(secret, siteId, at)}`
}

/** Milliseconds since the form was shown; undefined for a token that is forged, of another site, too old or of the future. */
export const verifyForm = (secret: Buffer, siteId: string, token: string, now: Date): number | undefined => {
  const [at = '', signed = '', ...rest] = token.split('.')
  if (rest.length > 0 || !/^[0-9a-z]{1,11}$/.test(at)) return undefined
  const expected = Buffer.from(signature(secret, siteId, at))
  const given = Buffer.from(signed)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const age = now.getTime() - Number.parseInt(at, 36)
  return age >= -60_000 && age <= FORM_LIFE_MS ? Math.max(0, age) : undefined
}

const signature = (secret: Buffer, siteId: string, at: string) =>
  createHmac('sha256', secret).update(`form\n${siteId}\n${at}`).digest('base64url')
