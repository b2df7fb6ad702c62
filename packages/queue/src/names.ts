/**
 * BullMQ's queues: `moderate` carries asks for a first decision; `moderate-alone` those for comments one of which may kill its
 * worker, taken one at a time, so that nothing innocent is at work beside it; `upkeep` what is done by the clock.
 */
export const queueNames = { moderate: 'moderate', moderateAlone: 'moderate-alone', upkeep: 'upkeep' } as const
export type QueueName = (typeof queueNames)[keyof typeof queueNames]

/** Begins every Redis key. The braces keep all keys of the queues in one slot of a cluster. */
export const REDIS_PREFIX = '{parley}'

/** The PostgreSQL schema of BullMQ's own tables. */
export const POSTGRES_SCHEMA = 'bullmq'

/** The channel of nudges, on either kind of server. */
export const NUDGE_CHANNEL = 'parley_nudge'
