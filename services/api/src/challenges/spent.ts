import { sha256 } from '../receipt.ts'
import type { RedisClient } from '@parley/runtime'
import { LRUCache } from 'lru-cache'

/** Remembers which challenges were used, and by what: a submit that is repeated may show the same one again. */
export type Spent = {
  /** Uses a challenge; false when something else used it before. */
  spend(signature: string, by: string): Promise<boolean>
}

/** Where all processes share a cache they share this memory too; without one, or while it is away, each has its own. */
export const createSpent = ({ lifeMs, cache }: { lifeMs: number; cache?: RedisClient | undefined }): Spent => {
  // Its room is laid out at once, three megabytes, and many a process never sees a challenge.
  let own: LRUCache<string, string> | undefined
  const spendHere = (signature: string, user: string): boolean => {
    own ??= new LRUCache({ max: 100_000, ttl: lifeMs })
    const known = own.get(signature)
    if (known === undefined) own.set(signature, user)
    return known === undefined || known === user
  }
  return {
    spend: async (signature, by) => {
      const user = sha256(by)
      if (!spendHere(signature, user)) return false
      if (!cache) return true
      const name = `parley:challenge:${signature}`
      try {
        if ((await cache.set(name, user, 'PX', lifeMs, 'NX')) !== null) return true
        return (await cache.get(name)) === user
      } catch {
        return true
      }
    },
  }
}
