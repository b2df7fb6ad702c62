import { FEW, type Asked } from '@parley/queue'
import { createCourtesy } from '@parley/runtime'

/** When a job may go on with its next step: undefined for at once. */
export type Turn = () => Promise<void> | undefined

/** What a small job takes on a machine that is busy otherwise, in milliseconds. */
const WAIT_AT_MOST_MS = 60
/** Comments of a large job that are moderated in one go while small jobs come. */
export const PART = 25
/** After each part a large job rests for twice as long as that took, in milliseconds at most. */
const REST_AT_MOST_MS = 200

const rest = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/**
 * Has jobs of many comments wait for those of few, of other sites, before each of their steps, and be done in parts with a rest after
 * each while such jobs come: one site's flood is not everybody's. A job that hangs keeps nobody but itself. `moderate` answers
 * whether it asked others about comments.
 *
 * @example const work = inFairTurns(moderate(deps))
 */
export const inFairTurns = (
  moderate: (job: Asked, turn: Turn) => Promise<{ outside: boolean }>,
): ((job: Asked) => Promise<void>) => {
  const courtesy = createCourtesy({ mostMs: WAIT_AT_MOST_MS })
  const busy = new Map<string, number>() // large jobs at work, by site
  const whole = new Set<string>() // sites whose comments are asked about outside: for each part that would take a place

  const doSmall = async (job: Asked): Promise<void> => {
    const { siteId } = job
    // A flood's own small jobs are not light.
    if (busy.has(siteId)) return void (await moderate(job, () => courtesy.turn(siteId)))
    courtesy.begin(siteId)
    try {
      await moderate(job, () => undefined)
    } finally {
      courtesy.end(siteId)
    }
  }

  const doLarge = async (job: Asked): Promise<void> => {
    const { siteId } = job
    const turn = () => courtesy.turn(siteId)
    for (let at = 0; at < job.commentIds.length;) {
      await turn()
      const start = performance.now()
      // What stalled is done or split as a whole: it is told by its size.
      const inParts = courtesy.isAsked(siteId) && job.stalls === 0 && !whole.has(siteId)
      const commentIds = inParts ? job.commentIds.slice(at, at + PART) : job.commentIds.slice(at)
      const { outside } = await moderate({ ...job, commentIds }, turn)
      if (outside) whole.add(siteId)
      else whole.delete(siteId)
      at += commentIds.length
      if (inParts) await rest(Math.min(2 * (performance.now() - start), REST_AT_MOST_MS))
    }
  }

  return async (job) => {
    const { siteId, commentIds } = job
    if (commentIds.length <= FEW) return doSmall(job)
    busy.set(siteId, (busy.get(siteId) ?? 0) + 1)
    try {
      await doLarge(job)
    } finally {
      const left = (busy.get(siteId) ?? 1) - 1
      if (left === 0) busy.delete(siteId)
      else busy.set(siteId, left)
    }
  }
}
