import { setTimeout as delay } from 'node:timers/promises'

/** How long a condition may take, and how often it is looked at. */
export type Patience = { timeoutMs?: number; everyMs?: number }

/**
 * Polls until the condition answers something other than false, undefined or null, and answers that. Fails by name when
 * the time is over, with the last error the condition threw, if any.
 */
export const until = async <T>(
  what: string,
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 20 }: Patience = {},
): Promise<Exclude<T, false | undefined | null>> => {
  const deadline = performance.now() + timeoutMs
  let cause: unknown
  for (;;) {
    try {
      const answer = await condition()
      if (answer !== false && answer !== undefined && answer !== null) {
        return answer as Exclude<T, false | undefined | null>
      }
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause })
    await delay(everyMs)
  }
}
