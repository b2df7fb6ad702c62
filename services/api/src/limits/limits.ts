import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { RedisClient } from '@parley/runtime'
import type { LimitNumbers } from '../config.ts'
import { callsOfATurn } from './calls-of-a-turn.ts'
import type { Caller } from './daily-secret.ts'

/** How much of what somebody may do. */
export type Limits = {
  /** Takes one; answers 0, or the milliseconds after which it is worth another try. */
  take(kind: keyof LimitNumbers, caller: Caller): Promise<number>
  /** Comments of this caller on this site in the last 600 s, this one included. */
  countComment(siteId: string, caller: Caller): Promise<number>
}

const VELOCITY_SECONDS = 600

/**
 * Windows in this process, or in the cache that all processes share. Reads are counted per process always: a round trip for
 * each would cost more than what it guards. While the cache is away every process counts for itself.
 */
export const createLimits = (numbers: LimitNumbers, cache?: RedisClient): Limits => {
  const storeClient = cache && callsOfATurn(cache)
  const limiter = (keyPrefix: string, points: number, duration: number, shared: boolean): RateLimiterAbstract => {
    const own = new RateLimiterMemory({ keyPrefix, points, duration })
    if (!storeClient || !shared) return own
    return new RateLimiterRedis({
      storeClient,
      keyPrefix: `parley:${keyPrefix}`,
      points,
      duration,
      insuranceLimiter: own,
      rejectIfRedisNotReady: true,
    })
  }
  const limiting = (kind: keyof LimitNumbers, shared: boolean): Limiting | undefined => {
    const allowed = numbers[kind]
    if (allowed === 'off') return undefined
    return { points: allowed.points, limiter: limiter(kind, allowed.points, allowed.seconds, shared) }
  }
  const byKind = {
    read: limiting('read', false),
    write: limiting('write', true),
    guarded: limiting('guarded', false),
    badToken: limiting('badToken', true),
  }
  const velocity = limiter('velocity', Number.MAX_SAFE_INTEGER, VELOCITY_SECONDS, true)

  return {
    take: async (kind, caller) => {
      const known = byKind[kind]
      return known ? consume(known, caller) : 0
    },
    countComment: async (siteId, { today, yesterday }) => {
      const { consumedPoints } = await velocity.penalty(`${siteId}:${today}`, 1)
      return consumedPoints + (yesterday ? await consumed(velocity, `${siteId}:${yesterday}`) : 0)
    },
  }
}

const consumed = async (limiter: RateLimiterAbstract, key: string) => (await limiter.get(key))?.consumedPoints ?? 0

type Limiting = { points: number; limiter: RateLimiterAbstract }

const consume = async ({ limiter, points }: Limiting, { today, yesterday }: Caller): Promise<number> => {
  try {
    const taken = await limiter.consume(today)
    if (!yesterday) return 0
    const before = await consumed(limiter, yesterday)
    return taken.consumedPoints + before > points ? Math.max(1, taken.msBeforeNext) : 0
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext)
    throw refusal
  }
}
