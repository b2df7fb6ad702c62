import { UnrecoverableError, Worker as BullWorker, type IQueueBackend, type Job, type WorkerOptions } from 'bullmq'
import { moderateJob, upkeepTasks, type UpkeepTask } from './jobs.ts'
import { CONNECTION, openLink, whenReached } from './link.ts'
import type { Log } from './log.ts'
import { fewOf, moderateQueues, queueNames, type QueueName } from './names.ts'

/** One delivery of a job. The same job may be delivered again, and to two workers at once. */
export type Asked = {
  jobId: string
  siteId: string
  commentIds: string[]
  requestIds: string[]
  /** How often its worker vanished while it held the job: killed, hung, or cut off from the queue. */
  stalls: number
}

/** A worker that takes jobs until it is closed; closing waits for what it holds. */
export type QueueWorker = AsyncDisposable & { close(): Promise<void> }

/** How long a job's lock lasts, and how often jobs whose lock is over are looked for; in milliseconds. */
export type Recovery = { lockDuration: number; stalledInterval: number }

/** A killed worker's jobs are taken by another after 6 to 16 s; a live one renews its locks every 3 s. */
const RECOVERY: Recovery = { lockDuration: 6_000, stalledInterval: 5_000 }
/** The job of a comment that kills its workers is not given up here: the worker that takes it knows what to do. */
const maxStalledCount = 1_000
/** Finished jobs go at once: nothing reads them, and ids are never reused. */
const KEPT_JOBS = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } }
const CLOSE_MS = 8_000

/**
 * Takes asks for moderation, `concurrency` jobs of many comments at a time (where several queues share the sites, half as many of
 * each), half as many of few comments, and one at a time those for comments asked for alone; or with `few` only those of few.
 * What `moderate` throws is retried a few times, then given up to the sweep.
 */
export const openModerationWorker = ({
  url,
  log,
  concurrency,
  few = false,
  moderate,
  recovery = RECOVERY,
}: {
  url: string
  log: Log
  concurrency: number
  few?: boolean
  moderate: (asked: Asked) => Promise<unknown>
  recovery?: Recovery
}): Promise<QueueWorker> => {
  const work = async (job: Job): Promise<void> => {
    const payload = moderateJob.safeParse(job.data)
    if (!payload.success) throw new UnrecoverableError('malformed moderation job')
    const { siteId, commentIds, requestIds = [] } = payload.data
    await moderate({ jobId: job.id ?? '', siteId, commentIds, requestIds, stalls: job.stalledCounter })
  }
  const half = Math.ceil(concurrency / 2)
  return openWorkers({ url, log, connections: Math.min(concurrency, 4) + 6 }, (shares) => {
    const names = moderateQueues(shares)
    const each = shares === 1 ? concurrency : half
    const small = (places: number) => names.map((name) => ({ name: fewOf(name), concurrency: places, recovery, work }))
    if (few) return small(each)
    return [
      ...names.map((name) => ({ name, concurrency: each, recovery, work })),
      ...small(half),
      { name: queueNames.moderateAlone, concurrency: 1, recovery, work },
    ]
  })
}

/** Does upkeep when its schedule says so: one job at a time, in one worker of all. */
export const openUpkeepWorker = ({
  url,
  log,
  tasks,
}: {
  url: string
  log: Log
  tasks: Record<UpkeepTask, () => Promise<unknown>>
}): Promise<QueueWorker> => {
  const work = async (job: Job): Promise<void> => {
    const task = upkeepTasks.find((known) => known === job.name)
    if (!task) throw new UnrecoverableError('unknown upkeep')
    await tasks[task]()
  }
  return openWorkers({ url, log, connections: 3 }, () => [
    { name: queueNames.upkeep, concurrency: 1, recovery: RECOVERY, work },
  ])
}

type Taken = { name: QueueName; concurrency: number; recovery: Recovery; work: (job: Job) => Promise<void> }

/** BullMQ's workers of some queues over one link. */
const openWorkers = async (
  { url, log, connections }: { url: string; log: Log; connections: number },
  queues: (shares: number) => Taken[],
): Promise<QueueWorker> => {
  const link = openLink({ url, log, connections })
  const workers: BullWorker<unknown, void, string, IQueueBackend>[] = []
  const reaching = await whenReached(link, log, () => {
    for (const { name, concurrency, recovery, work } of queues(link.shares)) {
      const options: WorkerOptions<object> = {
        connection: CONNECTION,
        concurrency,
        maxStalledCount,
        runRetryDelay: 500,
        ...recovery,
        ...KEPT_JOBS,
      }
      const worker = new BullWorker<unknown, void, string, IQueueBackend>(name, work, options, link.factory)
      worker.on('error', complaints(log, name))
      worker.on('failed', (job, err) => log.error({ event: 'job.failed', queue: name, jobId: job?.id, err }))
      worker.on('stalled', (jobId) => log.warn({ event: 'job.stalled', queue: name, jobId }))
      workers.push(worker)
    }
  }).catch(async (err: unknown) => {
    await link.close()
    throw err
  })
  const closeAll = async (): Promise<void> => {
    reaching.stop()
    const { promise: late, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => resolve('late'), CLOSE_MS)
    const closed = Promise.all(workers.map((worker) => worker.close()))
    if ((await Promise.race([closed, late])) === 'late') log.warn({ event: 'queue.jobs-left' })
    clearTimeout(timer)
    await link.close()
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= closeAll())
  return { close, [Symbol.asyncDispose]: close }
}

const COMPLAIN_MS = 5_000

/** BullMQ tells of the same outage many times a second. */
const complaints = (log: Log, queue: QueueName) => {
  let saidAt = -Infinity
  let unsaid = 0
  return (err: Error): void => {
    unsaid += 1
    if (performance.now() - saidAt < COMPLAIN_MS) return
    log.warn({ event: 'queue.worker-error', queue, times: unsaid, err })
    saidAt = performance.now()
    unsaid = 0
  }
}
