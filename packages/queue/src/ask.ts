import { BATCH, type ModerateJob } from './jobs.ts'
import type { Log } from './log.ts'
import { outageLog } from './log.ts'

/** Comments of one site that want a first decision. */
export type Ask = { siteId: string; commentIds: readonly string[]; requestId?: string | undefined }

/** Whether a job of a site would wait behind others, by a look that costs a round trip. */
export type Depth = { isDeep(siteId: string): boolean; glance(): void; look(siteId: string): Promise<boolean> }

type Gathered = { ids: Set<string>; requestIds: string[]; draining: Promise<void> | undefined }

const HELD_AT_MOST = 20_000
const RETRY_MS = 500
const PATIENCE_MS = 1_000
const LOOK_AGAIN_MS = 20
/** Between two jobs of a site. At 500 comments a second, one by one, a job each would cost more than the comments in it; in jobs of
 *  twelve one costs the worker two thirds of what it does in jobs of five. */
export const BREATH_MS = 25
const REQUEST_IDS = 20

/**
 * Gathers asks into as few jobs as may be. No timer stands before an idle queue: what one turn of the event loop asks, as when a
 * group of comments was stored, is added at its end, and what comes while a site's job is on its way, or within 25 milliseconds
 * of it, shares the next one. Where two jobs wait or are at work, nobody would take a small one much sooner, so asks gather until
 * a job is full, the queue has room, or a second has passed. While the queue is away asks wait here, up to a bound; what is
 * dropped is pending in the store, and the sweep asks for it.
 */
export const gatherAsks = ({
  add,
  depth,
  log,
  heldAtMost = HELD_AT_MOST,
}: {
  add: (job: ModerateJob) => Promise<void>
  depth: Depth
  log: Log
  heldAtMost?: number
}) => {
  const sites = new Map<string, Gathered>()
  const outage = outageLog(log, 'queue.asks')
  let held = 0
  let dropped = 0
  let closing = false

  const hold = (site: Gathered, ids: Iterable<string>): void => {
    for (const id of ids) {
      if (site.ids.has(id)) continue
      if (held >= heldAtMost) {
        dropped += 1
        continue
      }
      site.ids.add(id)
      held += 1
    }
  }

  const take = (siteId: string, site: Gathered): ModerateJob => {
    const commentIds = site.ids.values().take(BATCH).toArray()
    for (const id of commentIds) site.ids.delete(id)
    held -= commentIds.length
    const requestIds = site.requestIds.splice(0)
    return { siteId, commentIds, ...(requestIds.length > 0 && { requestIds }) }
  }

  const untilFullOrRoom = async (siteId: string, site: Gathered): Promise<void> => {
    const patience = performance.now() + PATIENCE_MS
    while (!closing && site.ids.size < BATCH && performance.now() < patience && (await depth.look(siteId))) {
      await pause(LOOK_AGAIN_MS)
    }
  }

  const drain = async (siteId: string, site: Gathered): Promise<void> => {
    while (site.ids.size > 0) {
      if (site.ids.size < BATCH && depth.isDeep(siteId)) await untilFullOrRoom(siteId, site)
      const job = take(siteId, site)
      try {
        await add(job)
        depth.glance()
        if (dropped > 0) log.warn({ event: 'queue.asks-dropped', dropped })
        dropped = 0
        outage.worked()
        if (!closing && site.ids.size < BATCH) await pause(BREATH_MS)
      } catch (err) {
        outage.failed(err)
        if (closing) return
        hold(site, job.commentIds)
        await pause(RETRY_MS)
      }
    }
    sites.delete(siteId)
  }

  return {
    ask({ siteId, commentIds, requestId }: Ask): void {
      if (closing || commentIds.length === 0) return
      const site = sites.get(siteId) ?? { ids: new Set(), requestIds: [], draining: undefined }
      sites.set(siteId, site)
      hold(site, commentIds)
      if (requestId !== undefined && site.requestIds.length < REQUEST_IDS) site.requestIds.push(requestId)
      site.draining ??= endOfTurn().then(() => drain(siteId, site))
    },
    /** Adds what is held, once, and takes no more. */
    async close(): Promise<void> {
      closing = true
      await Promise.all(sites.values().map(({ draining }) => draining))
    },
  }
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Counts the jobs that wait or are at work at a glance every 100 ms, and knows whether a worker would come sooner for a small job. */
export const watchDepth = (count: () => Promise<number>) => {
  const deepFrom = 2
  const everyMs = 100 // a look keeps Redis from the job that was just added
  let waiting = 0
  let lookedAt = -Infinity
  let looking: Promise<boolean> | undefined
  const look = (): Promise<boolean> =>
    (looking ??= count()
      .catch(() => 0) // an absent queue has nobody waiting; adding to it will say so
      .then((counted) => {
        waiting = counted
        lookedAt = performance.now()
        looking = undefined
        return waiting >= deepFrom
      }))
  return {
    look,
    isDeep: (): boolean => waiting >= deepFrom,
    glance: (): void => {
      if (performance.now() - lookedAt >= everyMs) void look()
    },
  }
}
