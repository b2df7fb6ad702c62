import { z } from 'zod'

/** The most comments that one job asks for. */
export const BATCH = 200

/** A job of so many comments need not wait behind full ones. */
export const FEW = 20

const id = z.string().min(1).max(200)

/** An ask for first decisions: ids only, no text, all of one site. */
export const moderateJob = z.object({
  siteId: id,
  commentIds: z.array(id).min(1).max(BATCH),
  /** Some of the requests that asked, so that a job's log line leads back to theirs. */
  requestIds: z.array(id).max(20).optional(),
})
export type ModerateJob = z.infer<typeof moderateJob>

/** Upkeep by the clock: a recount of some articles, a purge of old job data, learning from new decisions, and learning anew from
 *  all of them. */
export const upkeepTasks = ['recount', 'purge', 'learn', 'rebuild-model'] as const
export type UpkeepTask = (typeof upkeepTasks)[number]
