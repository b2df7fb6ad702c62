import { createHash, randomBytes } from 'node:crypto'

/** A new bearer token; 256 random bits. */
export const makeToken = (): string => `parley_${randomBytes(32).toString('base64url')}`

/** What is stored of a token. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
