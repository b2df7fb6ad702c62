/**
 * BullMQ's queues: `moderate` carries asks for a first decision, many comments a job, and `moderate-few` those of a few comments,
 * which need not wait behind them; `moderate-alone` those for comments one of which may kill its worker, taken one at a time, so
 * that nothing innocent is at work beside it; `upkeep` what is done by the clock.
 */
export const queueNames = { moderate: 'moderate', moderateAlone: 'moderate-alone', upkeep: 'upkeep' } as const

/** A queue that shares the sites out. */
export type ShareName = typeof queueNames.moderate | `${typeof queueNames.moderate}-${number}`

/** `moderate` and `moderate-few` are the queues of a share of the sites; further shares have `moderate-1` and `moderate-1-few`, and
 *  so on. */
export type QueueName = (typeof queueNames)[keyof typeof queueNames] | ShareName | `${ShareName}-few`

/** The queue of a share's small jobs. */
export const fewOf = (share: ShareName) => `${share}-few` as const

/** Begins every Redis key of a queue. The braces keep all keys of one queue in one slot of a cluster. */
export const REDIS_PREFIX = '{parley}'

/** Tags whose slots, with that of `parley`, lie 2,048 apart: two to eight masters of a cluster have nearly equal shares. */
const FURTHER_TAGS = [1222, 1002, 637, 417, 1154, 2895, 761]

/** The queues that share the sites out, on a store that can serve so many at once. */
export const moderateQueues = (shares: number): ShareName[] => [
  queueNames.moderate,
  ...FURTHER_TAGS.slice(0, shares - 1).map((_, at): ShareName => `${queueNames.moderate}-${at + 1}`),
]

/** Into how many shares the masters of a Redis cluster part the sites, whatever their number. */
export const CLUSTER_SHARES = 1 + FURTHER_TAGS.length

/** What the Redis keys of a queue begin with. */
export const redisPrefixOf = (name: string): string => {
  const share = moderateQueues(CLUSTER_SHARES).findIndex((known) => known === name || fewOf(known) === name)
  return share > 0 ? `{parley-${FURTHER_TAGS[share - 1]}}` : REDIS_PREFIX
}

/** The PostgreSQL schema of BullMQ's own tables. */
export const POSTGRES_SCHEMA = 'bullmq'

/** The channel of nudges, on either kind of server. */
export const NUDGE_CHANNEL = 'parley_nudge'
