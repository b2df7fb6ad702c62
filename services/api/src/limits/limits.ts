import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { RedisClient } from '@parley/runtime'
import type { LimitNumbers } from '../config.ts'
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
  const limiter = (keyPrefix: string, points: number, duration: number, shared: boolean): RateLimiterAbstract => {
    const own = new RateLimiterMemory({ keyPrefix, points, duration })
    if (!cache || !shared) return own
    return new RateLimiterRedis({
      storeClient: cache,
      keyPrefix: `parley:${keyPrefix}`,
      points,
      duration,
      insuranceLimiter: own,
      rejectIfRedisNotReady: true,
    })
  }
  const byKind = {
    read: limiter('read', numbers.read.points, numbers.read.seconds, false),
    write: limiter('write', numbers.write.points, numbers.write.seconds, true),
    guarded: limiter('guarded', numbers.guarded.points, numbers.guarded.seconds, false),
    badToken: limiter('bad-token', numbers.badToken.points, numbers.badToken.seconds, true),
  }
  const velocity = limiter('velocity', Number.MAX_SAFE_INTEGER, VELOCITY_SECONDS, true)

  return {
    take: async (kind, caller) => {
      if (numbers[kind].points === Infinity) return 0
      return consume(byKind[kind], numbers[kind].points, caller)
    },
    countComment: async (siteId, { today, yesterday }) => {
      const { consumedPoints } = await velocity.penalty(`${siteId}:${today}`, 1)
      return consumedPoints + (yesterday ? await consumed(velocity, `${siteId}:${yesterday}`) : 0)
    },
  }
}

const consumed = async (limiter: RateLimiterAbstract, key: string) => (await limiter.get(key))?.consumedPoints ?? 0

const consume = async (limiter: RateLimiterAbstract, points: number, { today, yesterday }: Caller): Promise<number> => {
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
