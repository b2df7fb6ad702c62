import { createHmac } from 'node:crypto'
import type { Clock, Log, RedisClient } from '@parley/runtime'

/** Who asks, without saying who: an HMAC under today's secret, and under yesterday's while its windows may still run. */
export type Caller = { today: string; yesterday?: string }

/** HMACs under a secret that lives in memory only and is another one each day. */
export type DailySecret = {
  hash(purpose: string, value: string): Caller
  close(): void
}

/** The longest window anything is counted over. Yesterday's secret is read for as long after midnight UTC, then forgotten. */
export const LONGEST_WINDOW_MS = 600_000

const DAY_MS = 86_400_000
const REFRESH_MS = 5_000
const BYTES = 32

/**
 * Rotates by itself. With a cache, all processes share each day's secret there: whoever comes first sets it, the others take
 * it over, and after the cache lost it the same happens again. While the cache is away each process goes on with what it
 * has, so that windows may start empty but no request fails.
 */
export const openDailySecret = async ({
  clock,
  log,
  cache,
}: {
  clock: Clock
  log: Log
  cache?: RedisClient | undefined
}): Promise<DailySecret> => {
  const held = new Map<number, Buffer>()
  let away = false

  const todays = (): Buffer => {
    const day = dayOf(clock.now())
    const known = held.get(day)
    if (known) return known
    const made = clock.bytes(BYTES)
    held.set(day, made)
    return made
  }
  const refresh = async (): Promise<void> => {
    todays()
    const now = clock.now()
    for (const day of held.keys()) if (!isRead(day, now)) held.delete(day)
    if (!cache) return
    try {
      for (const day of [dayOf(now), dayOf(now) - 1]) {
        const shared = isRead(day, now) ? await share(cache, day, held.get(day)) : undefined
        if (shared) held.set(day, shared)
      }
      away = false
    } catch (err) {
      if (!away) log.warn({ event: 'daily-secret.own', err }) // once an outage
      away = true
    }
  }
  await refresh()
  const timer = setInterval(() => void refresh(), REFRESH_MS).unref()

  return {
    hash: (purpose, value) => {
      const text = `${purpose}\n${value}`
      const now = clock.now()
      const before = isRead(dayOf(now) - 1, now) ? held.get(dayOf(now) - 1) : undefined
      return { today: hmac(todays(), text), ...(before && { yesterday: hmac(before, text) }) }
    },
    close: () => clearInterval(timer),
  }
}

const dayOf = (now: Date): number => Math.floor(now.getTime() / DAY_MS)

const endOf = (day: number): number => (day + 1) * DAY_MS + LONGEST_WINDOW_MS

const isRead = (day: number, now: Date): boolean => now.getTime() < endOf(day)

// Node makes a key of a text several times faster than of bytes.
const hmac = (secret: Buffer, text: string): string =>
  createHmac('sha256', secret.toString('base64')).update(text).digest('base64url').slice(0, 22)

/** Offers a day's secret and answers the one that all processes use; it dies with the day and one window. */
const share = async (cache: RedisClient, day: number, own: Buffer | undefined): Promise<Buffer | undefined> => {
  const key = `parley:daily-secret:${day}`
  if (own) await cache.set(key, own.toString('base64'), 'EXAT', Math.ceil(endOf(day) / 1_000), 'NX')
  const kept = await cache.get(key)
  return kept === null ? undefined : Buffer.from(kept, 'base64')
}
