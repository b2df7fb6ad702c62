import { createHmac } from 'node:crypto'
import type { RedisClient, Clock, Log } from '@parley/runtime'

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
const KEY = 'parley:daily-secret:'

/** Where the secret of a day comes from: the first process that asks makes it. `undefined`: nobody knows that day's. */
type SecretOf = (day: number, make: boolean) => Promise<Buffer | undefined>

/**
 * Rotates by itself. With a cache, all processes share each day's secret there; while the cache is away a process goes on
 * with one of its own, so that its windows start empty instead of its requests failing.
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
  const held = new Map<number, { secret: Buffer; shared: boolean }>()
  const secretOf: SecretOf = cache
    ? sharedSecret(cache, clock)
    : async (_day, make) => (make ? clock.bytes(32) : undefined)

  const refresh = async () => {
    const today = dayOf(clock.now())
    for (const day of held.keys()) if (!isRead(day, clock.now())) held.delete(day)
    for (const [day, make] of [
      [today, true],
      [today - 1, false],
    ] as const) {
      if (held.get(day)?.shared || !isRead(day, clock.now())) continue
      const secret = await secretOf(day, make).catch((err: unknown) => log.warn({ event: 'daily-secret.own', err }))
      if (secret) held.set(day, { secret, shared: true })
    }
  }
  await refresh()
  const timer = setInterval(() => void refresh(), 5_000).unref()

  return {
    hash: (purpose, value) => {
      const now = clock.now()
      const day = dayOf(now)
      let today = held.get(day)
      if (!today) held.set(day, (today = { secret: clock.bytes(32), shared: !cache })) // midnight, before the next refresh
      const before = isRead(day - 1, now) ? held.get(day - 1) : undefined
      const text = `${purpose}\n${value}`
      return {
        today: hmac(today.secret, text),
        ...(before && { yesterday: hmac(before.secret, text) }),
      }
    },
    close: () => clearInterval(timer),
  }
}

const dayOf = (now: Date) => Math.floor(now.getTime() / DAY_MS)

const isRead = (day: number, now: Date) => now.getTime() < (day + 1) * DAY_MS + LONGEST_WINDOW_MS

const hmac = (secret: Buffer, text: string) =>
  createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22)

/** SET NX makes the first process's secret everybody's; it dies with the day and one window. */
const sharedSecret =
  (cache: RedisClient, clock: Clock): SecretOf =>
  async (day, make) => {
    const key = `${KEY}${day}`
    if (make) {
      const expiresAt = Math.ceil(((day + 1) * DAY_MS + LONGEST_WINDOW_MS) / 1_000)
      await cache.set(key, clock.bytes(32).toString('base64'), 'EXAT', expiresAt, 'NX')
    }
    const kept = await cache.get(key)
    return kept === null ? undefined : Buffer.from(kept, 'base64')
  }
