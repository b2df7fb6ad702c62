import type { RedisClient } from '@parley/runtime'
import type { LimitNumbers } from '../config.ts'
import type { Caller } from './daily-secret.ts'
import { createSharedWindows, type SharedWindows } from './shared-windows.ts'
import { createWindows, type Window } from './windows.ts'

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
  const windows = (name: string, seconds: number, shared: boolean): SharedWindows =>
    cache && shared ? createSharedWindows({ name, seconds, cache }) : promising(createWindows(seconds))
  const limiting = (kind: keyof LimitNumbers, shared: boolean): Limiting | undefined => {
    const allowed = numbers[kind]
    if (allowed === 'off') return undefined
    return { points: allowed.points, windows: windows(kind, allowed.seconds, shared) }
  }
  const byKind = {
    read: limiting('read', false),
    write: limiting('write', true),
    guarded: limiting('guarded', false),
    badToken: limiting('badToken', true),
  }
  const velocity = windows('velocity', VELOCITY_SECONDS, true)

  return {
    take: async (kind, caller) => {
      const known = byKind[kind]
      if (!known) return 0
      const taken = await known.windows.add(caller.today)
      const before = caller.yesterday === undefined ? 0 : await known.windows.count(caller.yesterday)
      return waitOf(taken, before, known.points)
    },
    countComment: async (siteId, { today, yesterday }) => {
      const { count } = await velocity.add(`${siteId}:${today}`)
      return count + (yesterday === undefined ? 0 : await velocity.count(`${siteId}:${yesterday}`))
    },
  }
}

type Limiting = { points: number; windows: SharedWindows }

const waitOf = ({ count, endsInMs }: Window, before: number, points: number): number =>
  count + before > points ? Math.max(1, Math.ceil(endsInMs)) : 0

const promising = ({ add, count }: Pick<ReturnType<typeof createWindows>, 'add' | 'count'>): SharedWindows => ({
  add: async (key) => add(key),
  count: async (key) => count(key),
})
