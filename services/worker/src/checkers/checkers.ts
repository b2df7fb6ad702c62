import type { Rules } from '@parley/contracts'
import type { Signal } from '@parley/moderation'
import type { Log } from '@parley/runtime'
import type { PendingComment } from '@parley/store'
import { askAkismet, AKISMET_URL } from './akismet.ts'
import { CheckerFailure, type Reach } from './ask-outside.ts'
import { askHook } from './hook.ts'

/** How long a checker may take for one comment, in milliseconds. */
export const CHECKER_MS = 2_000
/** So many comments of a job are asked about at once. */
const AT_ONCE = 20
/** After so many failures in a row a site's checker is left alone for a while, and all of its comments are held. */
const FAILURES = 5
const LEFT_ALONE_MS = 15_000

type Checker = { name: string; ask: (comment: PendingComment) => Promise<Signal[]> }
type Health = { failures: number; until: number }

const unavailable = (): Signal => ({
  code: 'outside.unavailable',
  wants: 'hold',
  reason: 'other',
  says: 'A checker that this site asks did not answer.',
})

/** Whether a site asks anybody outside. */
export const asksOutside = ({ outside }: Rules): boolean => outside.hook !== undefined || outside.akismet !== undefined

/** Asks the checkers of a site about comments, several at once, and never throws: what fails or is late becomes a signal that holds. */
export const createCheckers = ({
  log,
  allowPrivate,
  timeoutMs = CHECKER_MS,
  atOnce = AT_ONCE,
  akismetUrl = AKISMET_URL,
}: {
  log: Log
  allowPrivate: boolean
  timeoutMs?: number
  atOnce?: number
  akismetUrl?: string
}) => {
  const reach: Reach = { allowPrivate, timeoutMs }
  const health = new Map<string, Health>()

  const askOne = async (siteId: string, { name, ask }: Checker, comment: PendingComment): Promise<Signal[]> => {
    const key = `${siteId} ${name}`
    const state = health.get(key) ?? { failures: 0, until: 0 }
    if (state.failures >= FAILURES && performance.now() < state.until) return [unavailable()]
    try {
      const signals = await ask(comment)
      health.delete(key)
      return signals
    } catch (fault) {
      const failures = (health.get(key)?.failures ?? 0) + 1
      health.set(key, { failures, until: performance.now() + LEFT_ALONE_MS })
      const why = fault instanceof CheckerFailure ? fault.message : 'fault'
      log.warn({ event: 'checker.failed', siteId, checker: name, commentId: comment.id, why, failures })
      return [unavailable()]
    }
  }

  return {
    /** What was said, by comment; nothing of those that were left when `closing` came. */
    ask: async (comments: readonly PendingComment[], closing?: AbortSignal): Promise<Map<string, Signal[]>> => {
      const signals = new Map<string, Signal[]>()
      const [first] = comments
      if (!first) return signals
      const { hook, akismet } = first.rules.outside
      const checkers: Checker[] = [
        ...(hook ? [{ name: 'hook', ask: (one: PendingComment) => askHook(hook, one, reach) }] : []),
        ...(akismet
          ? [{ name: 'akismet', ask: (one: PendingComment) => askAkismet(akismet, one, reach, akismetUrl) }]
          : []),
      ]
      const waiting = [...comments]
      const lane = async (): Promise<void> => {
        for (let one = waiting.shift(); one && !closing?.aborted; one = waiting.shift()) {
          const comment = one
          const said = await Promise.all(checkers.map((checker) => askOne(first.siteId, checker, comment)))
          signals.set(comment.id, said.flat())
        }
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
      return signals
    },
  }
}

/** The checkers of others that sites chose to ask. */
export type Checkers = ReturnType<typeof createCheckers>
