import { Cluster } from 'ioredis'
import type { RedisClient } from '@parley/runtime'

/** What `RateLimiterRedis` asks of a client. */
export type LimiterClient = Pick<RedisClient, 'status' | 'multi' | 'del'> & {
  /** A key, how much to add, and the seconds of its window; answers what the window holds and its milliseconds left. */
  rlflxIncr(args: readonly string[]): Promise<[number, number]>
}

/** What the limiter's own script does of one key, done of many. A key without an end gets one: it would be counted for ever. */
const ADD_ALL = `
local windows = {}
for at, key in ipairs(KEYS) do
  local points, seconds = ARGV[at * 2 - 1], ARGV[at * 2]
  redis.call('set', key, 0, 'EX', seconds, 'NX')
  local held = redis.call('incrby', key, points)
  local left = redis.call('pttl', key)
  if left == -1 then
    redis.call('expire', key, seconds)
    left = 1000 * seconds
  end
  windows[at] = {held, left}
end
return windows`

/** So many keys keep the cache busy for about a millisecond. */
const KEYS_AT_ONCE = 200

type Scripted = { parleyAddAll(keys: number, ...args: string[]): Promise<[number, number][]> }
type Waiting = { args: readonly string[]; resolve: (window: [number, number]) => void; reject: (err: unknown) => void }

/**
 * A client for the limiters of a process. What they add in one turn of the event loop goes to the cache as one command, which costs both
 * ends little more than one key's; on a cluster, which takes no keys of several slots together, each goes by itself.
 *
 * @example new RateLimiterRedis({ storeClient: callsOfATurn(cache), points, duration })
 */
export const callsOfATurn = (cache: RedisClient): LimiterClient => {
  cache.defineCommand('parleyAddAll', { lua: ADD_ALL })
  const scripted = cache as unknown as Scripted
  const most = cache instanceof Cluster ? 1 : KEYS_AT_ONCE
  let waiting: Waiting[] = []

  const addAll = async (calls: readonly Waiting[]): Promise<void> => {
    try {
      const keys = calls.map(({ args: [key = ''] }) => key)
      const amounts = calls.flatMap(({ args: [, points = '1', seconds = '1'] }) => [points, seconds])
      const windows = await scripted.parleyAddAll(keys.length, ...keys, ...amounts)
      for (const [at, { resolve }] of calls.entries()) resolve(windows[at] as [number, number])
    } catch (err) {
      for (const { reject } of calls) reject(err)
    }
  }
  const send = (): void => {
    const calls = waiting
    waiting = []
    for (let at = 0; at < calls.length; at += most) void addAll(calls.slice(at, at + most))
  }

  return {
    get status() {
      return cache.status
    },
    multi: cache.multi.bind(cache),
    del: cache.del.bind(cache),
    rlflxIncr: (args) =>
      new Promise((resolve, reject) => {
        if (waiting.push({ args, resolve, reject }) === 1) setImmediate(send)
      }),
  }
}
