import { Cluster } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { RedisClient } from '@parley/runtime'
import { expect, test } from 'vitest'
import { callsOfATurn } from './calls-of-a-turn.ts'
import { createLimits } from './limits.ts'

/** A limiter over a cache that counts and keeps what it was asked, until it is told to fail. */
const setUp = (prototype: object = Object.prototype) => {
  const held = new Map<string, number>()
  const calls: string[][] = []
  const state = { status: 'ready', failing: false }
  const methods = {
    defineCommand: () => undefined,
    multi: () => undefined,
    del: () => undefined,
    parleyAddAll: async (count: number, ...args: string[]) => {
      if (state.failing) throw new Error('away')
      const keys = args.slice(0, count)
      calls.push(keys)
      return keys.map((key, at) => {
        held.set(key, (held.get(key) ?? 0) + Number(args[count + at * 2]))
        return [held.get(key), 1_000 * Number(args[count + at * 2 + 1])]
      })
    },
  }
  const cache = Object.create(prototype, {
    ...Object.getOwnPropertyDescriptors(methods),
    status: { get: () => state.status },
  }) as RedisClient
  const limiter = new RateLimiterRedis({
    storeClient: callsOfATurn(cache),
    keyPrefix: 'write',
    points: 2,
    duration: 60,
    insuranceLimiter: new RateLimiterMemory({ points: 1, duration: 60 }),
    rejectIfRedisNotReady: true,
  })
  /** Takes one for each key in the same turn; whether each was allowed. */
  const take = (...keys: string[]): Promise<boolean[]> =>
    Promise.all(
      keys.map((key) =>
        limiter.consume(key).then(
          () => true,
          () => false,
        ),
      ),
    )
  return { cache, limiter, take, calls, state }
}

test('what one turn takes goes in one command, and each hears of its own key', async () => {
  const { limiter, take, calls } = setUp()
  expect(await take('a', 'b', 'a', 'a')).toEqual([true, true, true, false])
  expect(calls).toEqual([['write:a', 'write:b', 'write:a', 'write:a']])
  expect(await limiter.penalty('b', 1)).toMatchObject({ consumedPoints: 2, msBeforeNext: 60_000 })
})

test('what a comment takes goes in one command', async () => {
  const { cache, calls } = setUp()
  const allowed = { points: 1, seconds: 60 }
  const { takeComment } = createLimits({ read: 'off', guarded: 'off', badToken: 'off', write: allowed }, cache)
  expect(await takeComment('paper', { today: 'a' })).toEqual({ waitMs: 0, recent: 1 })
  expect(calls).toEqual([['parley:write:a', 'parley:velocity:paper:a']])
})

test('very many go in several commands', async () => {
  const { take, calls } = setUp()
  await take(...Array.from({ length: 450 }, (_, nth) => `${nth}`))
  expect(calls.map(({ length }) => length)).toEqual([200, 200, 50])
})

test('a cluster, whose keys lie in several slots, is asked for each by itself', async () => {
  const { take, calls } = setUp(Cluster.prototype)
  expect(await take('a', 'b', 'a', 'a')).toEqual([true, true, true, false])
  expect(calls.map(({ length }) => length)).toEqual([1, 1, 1, 1])
})

test.each(['failing', 'not ready'])('while the cache is %s the process counts for itself', async (how) => {
  const { take, calls, state } = setUp()
  await take('a')
  state.failing = how === 'failing'
  state.status = how === 'failing' ? 'ready' : 'reconnecting'
  expect(await take('a', 'a', 'b')).toEqual([true, false, true])
  expect(calls).toHaveLength(1)
})
