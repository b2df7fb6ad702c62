import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { roles, type Role } from '@parley/contracts'
import type { Store, Token } from '@parley/store'

/** Tokens by their secret, remembered for five seconds. */
export type Tokens = {
  find(secret: string): Promise<Token | undefined>
  /** After a revocation nothing is remembered here. */
  forgetAll(): void
}

/** How long a revoked token may still work on another process, in milliseconds. */
export const TOKEN_LIFE_MS = 5_000

/** What is stored of a token: its SHA-256. A token has 256 random bits, so a slow hash would protect nothing more. */
export const hashOfToken = (secret: string): string => hash('sha256', secret)

/** Looks tokens up by hash: the database compares, and a hash's timing tells nothing of the secret. */
export const createTokens = ({ tokens }: { tokens: Pick<Store['tokens'], 'find'> }): Tokens => {
  const known = new LRUCache<string, { token: Token | undefined }>({
    max: 1_000,
    ttl: TOKEN_LIFE_MS,
    fetchMethod: async (hashed) => ({ token: await tokens.find(hashed) }),
  })
  return {
    find: async (secret) => {
      const hashed = hashOfToken(secret)
      return ((await known.fetch(hashed)) ?? { token: await tokens.find(hashed) }).token // as with sites
    },
    forgetAll: () => known.clear(),
  }
}

/** Whether a token's role is at least this one. */
export const mayAct = (token: { role: Role }, least: Role): boolean => roles.indexOf(token.role) >= roles.indexOf(least)

/** Whether a token reaches a site. */
export const reaches = (token: { sites?: string[] | undefined }, siteId: string): boolean =>
  token.sites === undefined || token.sites.includes(siteId)
