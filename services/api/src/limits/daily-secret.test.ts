import { pinnedClock, type RedisClient } from '@parley/runtime'
import { expect, test } from 'vitest'
import { keptLog } from '../fakes/deps.ts'
import { LONGEST_WINDOW_MS, openDailySecret } from './daily-secret.ts'

const HOUR_MS = 3_600_000

const opened = async (at: string) => {
  const clock = pinnedClock(new Date(at))
  const secret = await openDailySecret({ clock, log: keptLog([]) })
  secret.close()
  return { clock, hash: () => secret.hash('network', '203.0.113.7') }
}

test('the same value has the same hash all day, and another one for another purpose or value', async () => {
  const { clock, hash } = await opened('2026-11-23T01:00:00Z')
  const morning = hash()
  clock.advance(22 * HOUR_MS)
  expect(hash()).toEqual(morning)
  expect(morning.today).not.toContain('203')
})

test('after midnight the hash is another, and yesterday’s is told for one longest window', async () => {
  const { clock, hash } = await opened('2026-11-23T23:59:00Z')
  const { today: before } = hash()
  clock.advance(60_000)
  const { today, yesterday } = hash()
  expect(yesterday).toBe(before)
  expect(today).not.toBe(before)
  clock.advance(LONGEST_WINDOW_MS - 1)
  expect(hash()).toEqual({ today, yesterday: before })
  clock.advance(1)
  expect(hash()).toEqual({ today })
})

test('a new process knows nothing of another one’s hashes', async () => {
  const [one, two] = [await opened('2026-11-23T12:00:00Z'), await opened('2026-11-23T12:00:00Z')]
  two.clock.bytes(32)
  const other = await openDailySecret({ clock: two.clock, log: keptLog([]) })
  other.close()
  expect(other.hash('network', '203.0.113.7')).not.toEqual(one.hash())
})

test('processes that share a cache agree, whoever comes first, and again after the cache lost everything', async () => {
  const kept = new Map<string, string>()
  const cache = {
    set: async (key: string, value: string, ..._expiry: unknown[]) => void (kept.has(key) || kept.set(key, value)),
    get: async (key: string) => kept.get(key) ?? null,
  } as unknown as RedisClient
  const open = async (drawn: number) => {
    const clock = pinnedClock(new Date('2026-11-23T12:00:00Z'))
    for (let times = 0; times < drawn; times += 1) clock.bytes(32)
    const secret = await openDailySecret({ clock, log: keptLog([]), cache })
    secret.close()
    return secret.hash('network', '203.0.113.7')
  }
  const first = await open(1)
  expect(await open(2)).toEqual(first)
  kept.clear()
  const next = await open(3)
  expect(next).not.toEqual(first)
  expect(await open(1)).toEqual(next)
})

test('while the cache is away a process goes on alone and says so', async () => {
  const lines: string[] = []
  const cache = { set: async () => Promise.reject(new Error('away')) } as unknown as RedisClient
  const clock = pinnedClock(new Date('2026-11-23T12:00:00Z'))
  const secret = await openDailySecret({ clock, log: keptLog(lines), cache })
  secret.close()
  expect(secret.hash('network', 'a').today).toMatch(/^[\w-]{22}$/)
  expect(lines.join('')).toContain('daily-secret.own')
})
