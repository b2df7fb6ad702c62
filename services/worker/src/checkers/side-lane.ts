import type { Log } from '@parley/runtime'

/** Work that waits for others, beside the jobs and never in their way. */
export type SideLane = {
  /** Starts work of a site when there is room for it; false when it was left, for the sweep to ask again. */
  run(siteId: string, work: () => Promise<void>): boolean
  /** Takes no more and waits for what runs. */
  close(): Promise<void>
}

const AT_ONCE = 16

/** A lane for jobs of sites that ask outside: a slow checker holds up no other site's comments, and one site takes half of the lane at
 *  most. What fails here is logged; its comments are still pending, so the sweep asks for them again. */
export const openSideLane = ({ log, most = AT_ONCE }: { log: Log; most?: number }): SideLane => {
  const running = new Map<Promise<void>, string>()
  let closed = false
  return {
    run: (siteId, work) => {
      const ofSite = [...running.values()].filter((one) => one === siteId)
      if (closed || running.size >= most || ofSite.length >= Math.ceil(most / 2)) return false
      const done = work()
        .catch((err: unknown) => log.error({ event: 'job.outside-failed', err }))
        .finally(() => running.delete(done))
      running.set(done, siteId)
      return true
    },
    close: async () => {
      closed = true
      await Promise.all(running.keys())
    },
  }
}
