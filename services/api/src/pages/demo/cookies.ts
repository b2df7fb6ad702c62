import { createHmac } from 'node:crypto'
import { authorToken } from '@parley/contracts'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Env } from '../../context.ts'
import { isSecure } from '../own-origin.ts'

const AUTHOR = 'parley_author'
const RECEIPT = 'parley_receipt'
const HALF_A_YEAR = 180 * 86_400

const options = (c: Context<Env>) => ({ path: '/demo', httpOnly: true, sameSite: 'Lax', secure: isSecure(c) }) as const

/**
 * The token of this browser's author: kept from its first comment on, so that the checks come to know a faithful writer.
 * The first is made of the form's key: a form sent twice at once has one author.
 */
export const authorOf = (c: Context<Env>, secret: Buffer, idempotencyKey: string): string => {
  const kept = authorToken.safeParse(getCookie(c, AUTHOR))
  return kept.success ? kept.data : createHmac('sha256', secret).update(`author\n${idempotencyKey}`).digest('base64url')
}

/** Keeps the author, and until the browser is closed the receipt, so that the page can say what became of the comment. */
export const keep = (c: Context<Env>, author: string, receipt: string): void => {
  setCookie(c, AUTHOR, author, { ...options(c), maxAge: HALF_A_YEAR })
  setCookie(c, RECEIPT, receipt, options(c))
}

/** The receipt of the last comment sent, if the browser kept it. */
export const keptReceipt = (c: Context<Env>): string | undefined => getCookie(c, RECEIPT)
