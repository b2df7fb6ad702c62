import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import type { RedisClient } from '@parley/runtime'
import type { LimitNumbers } from '../config.ts'
import { callsOfATurn } from './calls-of-a-turn.ts'
import type { Caller } from './daily-secret.ts'
import { createWindows, type Windows } from './windows.ts'

/** How much of what somebody may do. */
export type Limits = {
  /** Takes one; answers 0, or the milliseconds after which it is worth another try. */
  take(kind: keyof LimitNumbers, caller: Caller): Promise<number>
  /** The same at once, for what is counted in this process alone; a dear question takes more than one. */
  takeNow(kind: Own, caller: Caller, cost?: number): number
  /** Comments of this caller on this site in the last 600 s, this one included. */
  countComment(siteId: string, caller: Caller): Promise<number>
  /** Takes one write and counts the comment that it is for, in one trip to the cache. A comment that has to wait is not counted. */
  takeComment(siteId: string, caller: Caller): Promise<{ waitMs: number; recent: number }>
  /** Takes one back of which nothing was stored: it was refused, met a fault, or had come before. */
  uncountComment(siteId: string, caller: Caller): Promise<void>
}

type Own = 'read' | 'guarded'

const VELOCITY_SECONDS = 600

/**
 * Windows in this process, or in the cache that all processes share. Reads are counted per process always: a round trip for
 * each would cost more than what it guards. While the cache is away every process counts for itself.
 */
export const createLimits = (numbers: LimitNumbers, cache?: RedisClient): Limits => {
  const storeClient = cache && callsOfATurn(cache)
  const limiter = (keyPrefix: string, points: number, duration: number): RateLimiterAbstract => {
    const own = new RateLimiterMemory({ keyPrefix, points, duration })
    if (!storeClient) return own
    return new RateLimiterRedis({
      storeClient,
      keyPrefix: `parley:${keyPrefix}`,
      points,
      duration,
      insuranceLimiter: own,
      rejectIfRedisNotReady: true,
    })
  }
  const windows = (kind: Own): Windows | undefined => {
    const allowed = numbers[kind]
    return allowed === 'off' ? undefined : createWindows(allowed)
  }
  const limiting = (kind: Exclude<keyof LimitNumbers, Own>): Limiting | undefined => {
    const allowed = numbers[kind]
    if (allowed === 'off') return undefined
    return { points: allowed.points, limiter: limiter(kind, allowed.points, allowed.seconds) }
  }
  const own = { read: windows('read'), guarded: windows('guarded') }
  const shared = { write: limiting('write'), badToken: limiting('badToken') }
  const velocity = limiter('velocity', Number.MAX_SAFE_INTEGER, VELOCITY_SECONDS)

  const takeNow = (kind: Own, { today, yesterday }: Caller, cost?: number): number =>
    own[kind]?.take(today, yesterday, cost) ?? 0

  const take: Limits['take'] = async (kind, caller) => {
    if (kind === 'read' || kind === 'guarded') return takeNow(kind, caller)
    const known = shared[kind]
    return known ? consume(known, caller) : 0
  }
  const countComment: Limits['countComment'] = async (siteId, { today, yesterday }) => {
    const { consumedPoints } = await velocity.penalty(`${siteId}:${today}`, 1)
    return consumedPoints + (yesterday ? await consumed(velocity, `${siteId}:${yesterday}`) : 0)
  }
  const uncountComment: Limits['uncountComment'] = async (siteId, { today }) =>
    void (await velocity.reward(`${siteId}:${today}`, 1))

  return {
    takeNow,
    take,
    countComment,
    takeComment: async (siteId, caller) => {
      const [waitMs, recent] = await Promise.all([take('write', caller), countComment(siteId, caller)])
      if (waitMs > 0) await uncountComment(siteId, caller)
      return { waitMs, recent }
    },
    uncountComment,
  }
}

type Limiting = { points: number; limiter: RateLimiterAbstract }

const consumed = async (limiter: RateLimiterAbstract, key: string) => (await limiter.get(key))?.consumedPoints ?? 0

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
