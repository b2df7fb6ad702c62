import { Cluster } from 'ioredis'
import type { RedisClient } from '@parley/runtime'
import { createWindows, type Window } from './windows.ts'

/** Windows that all processes count in together; each counts for itself while the cache is away. */
export type SharedWindows = {
  /** Counts one. */
  add(key: string): Promise<Window>
  /** How many were counted in the window that has not ended. */
  count(key: string): Promise<number>
}

/** Counts one for each key and answers two numbers for each: how many, and the milliseconds until the window ends. A key
 *  that has no end gets one: it would be counted for ever. */
const COUNT_ALL = `
local windows = {}
for at, key in ipairs(KEYS) do
  local count = redis.call('incr', key)
  local ends = count > 1 and redis.call('pttl', key) or -1
  if ends < 0 then
    redis.call('expire', key, ARGV[1])
    ends = ARGV[1] * 1000
  end
  windows[at * 2 - 1] = count
  windows[at * 2] = ends
end
return windows`

/** So many keys keep the cache busy for less than a millisecond. */
const KEYS_AT_ONCE = 200

type Scripted = { parleyCountAll(keys: number, ...keysAndSeconds: (string | number)[]): Promise<number[]> }
type Waiting = { key: string; resolve: (window: Window) => void }

/**
 * Windows of so many seconds in the cache, under `parley:{name}:{key}`. What is counted in one turn of the event loop goes in one
 * command: it costs the cache, and this process, little more than one key's.
 */
export const createSharedWindows = ({
  name,
  seconds,
  cache,
}: {
  name: string
  seconds: number
  cache: RedisClient
}): SharedWindows => {
  const own = createWindows(seconds)
  cache.defineCommand('parleyCountAll', { lua: COUNT_ALL })
  const scripted = cache as unknown as Scripted
  const most = cache instanceof Cluster ? 1 : KEYS_AT_ONCE // a cluster takes no keys of several slots together
  const nameOf = (key: string) => `parley:${name}:${key}`
  let waiting: Waiting[] = []

  const countAll = async (asked: readonly Waiting[]): Promise<void> => {
    try {
      const keys = asked.map(({ key }) => nameOf(key))
      const windows = await scripted.parleyCountAll(keys.length, ...keys, seconds)
      for (const [at, { resolve }] of asked.entries()) {
        resolve({ count: windows[at * 2] as number, endsInMs: windows[at * 2 + 1] as number })
      }
    } catch {
      for (const { key, resolve } of asked) resolve(own.add(key))
    }
  }
  const send = (): void => {
    const asked = waiting
    waiting = []
    for (let at = 0; at < asked.length; at += most) void countAll(asked.slice(at, at + most))
  }

  return {
    add: (key) =>
      new Promise((resolve) => {
        if (cache.status !== 'ready') return resolve(own.add(key))
        if (waiting.push({ key, resolve }) === 1) setImmediate(send)
      }),
    count: async (key) => {
      if (cache.status !== 'ready') return own.count(key)
      return cache.get(nameOf(key)).then(Number, () => own.count(key))
    },
  }
}
