import { FEW, type Asked } from '@parley/queue'
import { createCourtesy } from '@parley/runtime'

/** When a job may go on with its next step: undefined for at once. */
export type Turn = () => Promise<void> | undefined

/** What a small job takes on a machine that is busy otherwise, in milliseconds. */
const WAIT_AT_MOST_MS = 60
/** Parts of large jobs that are at work while small jobs come. */
const AT_ONCE = 1
/** Comments of a large job that are moderated in one go while small jobs come. */
export const PART = 25

/**
 * Has jobs of many comments wait for those of few, of other sites, before each of their steps, and be done in parts while such jobs
 * come: one site's flood is not everybody's.
 *
 * @example const work = inFairTurns(moderate(deps))
 */
export const inFairTurns = (moderate: (job: Asked, turn: Turn) => Promise<void>): ((job: Asked) => Promise<void>) => {
  const courtesy = createCourtesy({ mostMs: WAIT_AT_MOST_MS, atOnce: AT_ONCE })
  const heavy = new Map<string, number>() // how many jobs of a site are at work that are not light

  const doLight = async (job: Asked): Promise<void> => {
    courtesy.begin(job.jobId)
    try {
      await moderate(job, () => undefined)
    } finally {
      courtesy.end(job.jobId)
    }
  }
  const doHeavy = async (job: Asked): Promise<void> => {
    for (let at = 0; at < job.commentIds.length;) {
      const leave = await courtesy.enter()
      // What stalled is done or split as a whole: it is told by its size.
      const size = courtesy.isAsked() && job.stalls === 0 ? PART : Infinity
      const commentIds = job.commentIds.slice(at, at + size)
      try {
        await courtesy.turn()
        await moderate({ ...job, commentIds }, courtesy.turn)
      } finally {
        leave()
      }
      at += commentIds.length
    }
  }
  return async (job) => {
    const { siteId, commentIds } = job
    const others = heavy.get(siteId) ?? 0
    if (commentIds.length <= FEW && others === 0) return doLight(job)
    heavy.set(siteId, others + 1)
    try {
      await doHeavy(job)
    } finally {
      const left = (heavy.get(siteId) ?? 1) - 1
      if (left === 0) heavy.delete(siteId)
      else heavy.set(siteId, left)
    }
  }
}
