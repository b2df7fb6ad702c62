import type { Log } from '@parley/runtime'

/** Work that waits for others, beside the jobs and never in their way. */
export type SideLane = {
  /** Starts it when there is room; false when it was left, for the sweep to ask again. */
  run(work: () => Promise<void>): boolean
  /** Takes no more and waits for what runs. */
  close(): Promise<void>
}

const AT_ONCE = 16

/** A lane for jobs of sites that ask outside: a slow checker holds up no other site's comments. What fails here is logged; its
 *  comments are still pending, so the sweep asks for them again. */
export const openSideLane = ({ log, most = AT_ONCE }: { log: Log; most?: number }): SideLane => {
  const running = new Set<Promise<void>>()
  let closed = false
  return {
    run: (work) => {
      if (closed || running.size >= most) return false
      const done = work()
        .catch((err: unknown) => log.error({ event: 'job.outside-failed', err }))
        .finally(() => running.delete(done))
      running.add(done)
      return true
    },
    close: async () => {
      closed = true
      await Promise.all(running)
    },
  }
}
