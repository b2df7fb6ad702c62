import type { Queue } from '@parley/queue'
import type { Log } from '@parley/runtime'

/** Forgets what the queue still keeps of jobs that ended long ago. */
export const purge =
  ({ queue, log }: { queue: Pick<Queue, 'purge'>; log: Log }) =>
  async (): Promise<void> => {
    const jobs = await queue.purge()
    log.info({ event: 'queue.purged', jobs })
  }
