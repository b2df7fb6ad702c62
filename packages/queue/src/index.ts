export { BATCH, FEW, type ModerateJob, type UpkeepTask } from './jobs.ts'
export { openQueue, type Queue } from './queue.ts'
export { openModerationWorker, openUpkeepWorker, type Asked, type QueueWorker, type Recovery } from './work.ts'
export { openNudges, type Heard, type Nudges } from './nudges.ts'
export { REDIS_RIGHTS, whatIsForbidden } from './redis-rights.ts'
export { QueueRefused } from './refused.ts'
export {
  CLUSTER_SHARES,
  fewOf,
  moderateQueues,
  queueNames,
  POSTGRES_SCHEMA,
  REDIS_PREFIX,
  redisPrefixOf,
  type ShareName,
} from './names.ts'
export { shareOf } from './shares.ts'
export type { Ask } from './ask.ts'
export type { Keeper } from './keep.ts'
export type { Log } from './log.ts'
