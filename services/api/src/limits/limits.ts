import type { RedisClient } from '@parley/runtime'
import type { LimitNumbers } from '../config.ts'
import type { Caller } from './daily-secret.ts'
import { createSharedWindows, type SharedWindows } from './shared-windows.ts'
import { createWindows, type Window, type Windows } from './windows.ts'

/** How much of what somebody may do. */
export type Limits = {
  /** Takes one; answers 0, or the milliseconds after which it is worth another try. */
  take(kind: keyof LimitNumbers, caller: Caller): Promise<number>
  /** The same for one to read, which is counted in this process alone, at once. */
  takeRead(caller: Caller): number
  /** Comments of this caller on this site in the last 600 s, this one included. */
  countComment(siteId: string, caller: Caller): Promise<number>
}

const VELOCITY_SECONDS = 600

/**
 * Windows in this process, or in the cache that all processes share. Reads are counted per process always: a round trip for
 * each would cost more than what it guards. While the cache is away every process counts for itself.
 */
export const createLimits = (numbers: LimitNumbers, cache?: RedisClient): Limits => {
  const shared = (name: string, seconds: number): SharedWindows =>
    cache ? createSharedWindows({ name, seconds, cache }) : promising(createWindows(seconds))
  const limiting = <W>(kind: keyof LimitNumbers, windows: (kind: keyof LimitNumbers, seconds: number) => W) => {
    const allowed = numbers[kind]
    return allowed === 'off' ? undefined : { points: allowed.points, windows: windows(kind, allowed.seconds) }
  }
  const own = (_kind: string, seconds: number): Windows => createWindows(seconds)
  const reads = limiting('read', own)
  const guarded = limiting('guarded', own)
  const byKind = {
    read: reads && { ...reads, windows: promising(reads.windows) },
    write: limiting('write', shared),
    guarded: guarded && { ...guarded, windows: promising(guarded.windows) },
    badToken: limiting('badToken', shared),
  }
  const velocity = shared('velocity', VELOCITY_SECONDS)

  return {
    take: async (kind, caller) => {
      const known = byKind[kind]
      if (!known) return 0
      const taken = await known.windows.add(caller.today)
      const before = caller.yesterday === undefined ? 0 : await known.windows.count(caller.yesterday)
      return waitOf(taken, before, known.points)
    },
    takeRead: ({ today, yesterday }) => {
      if (!reads) return 0
      const { windows, points } = reads
      return waitOf(windows.add(today), yesterday === undefined ? 0 : windows.count(yesterday), points)
    },
    countComment: async (siteId, { today, yesterday }) => {
      const { count } = await velocity.add(`${siteId}:${today}`)
      return count + (yesterday === undefined ? 0 : await velocity.count(`${siteId}:${yesterday}`))
    },
  }
}

const waitOf = ({ count, endsInMs }: Window, before: number, points: number): number =>
  count + before > points ? Math.max(1, Math.ceil(endsInMs)) : 0

const promising = ({ add, count }: Windows): SharedWindows => ({
  add: async (key) => add(key),
  count: async (key) => count(key),
})
