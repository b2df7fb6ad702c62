import type { Log } from '@parley/runtime'

/** Work that waits for others, beside the jobs and never in their way. */
export type SideLane = {
  /** Starts work on those of a site's comments that it is not at already, when there is room for it; false when they were left, for
   *  the sweep to ask again. */
  run(siteId: string, commentIds: readonly string[], work: Work): boolean
  /** Takes no more, and waits for what runs, which is told to end soon. */
  close(): Promise<void>
}

type Work = (mine: ReadonlySet<string>, closing: AbortSignal) => Promise<void>

const AT_ONCE = 16

/** A lane for jobs of sites that ask outside: a slow checker holds up no other site's comments, and one site takes half of the lane at
 *  most. What fails here is logged; its comments are still pending, so the sweep asks for them again. */
export const openSideLane = ({ log, most = AT_ONCE }: { log: Log; most?: number }): SideLane => {
  const running = new Map<Promise<void>, { siteId: string; mine: ReadonlySet<string> }>()
  const closing = new AbortController()
  return {
    run: (siteId, commentIds, work) => {
      const ofSite = [...running.values()].filter((one) => one.siteId === siteId)
      if (closing.signal.aborted || running.size >= most || ofSite.length >= Math.ceil(most / 2)) return false
      const mine = new Set(commentIds.filter((id) => !ofSite.some((one) => one.mine.has(id))))
      if (mine.size === 0) return false
      const done = work(mine, closing.signal)
        .catch((err: unknown) => log.error({ event: 'job.outside-failed', err }))
        .finally(() => running.delete(done))
      running.set(done, { siteId, mine })
      return true
    },
    close: async () => {
      closing.abort()
      await Promise.all(running.keys())
    },
  }
}
