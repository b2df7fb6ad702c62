import { randomUUID } from 'node:crypto'
import { outageLog, type Log } from './log.ts'
import { queueNames, type QueueName } from './names.ts'
import type { UpkeepTask } from './jobs.ts'
import type { Bull } from './queue.ts'

/** What a process that looks after the queue does for it. */
export type Keeper = {
  /** The queue lost what it held: whatever it had been asked must be asked again. Runs again when it throws. */
  onEmptied: () => Promise<void>
  /** How often each task of upkeep is due, in milliseconds. */
  upkeepEveryMs: Record<UpkeepTask, number>
}

const BEAT_MS = 1_000
const UPSERT_MS = 60_000
const EPOCH = 'parley-epoch'

/**
 * Looks once a second whether the queue answers, and (with a keeper) whether its epoch key is still there: after a FLUSHALL, a
 * restart without data or a dropped schema nothing reports an error, the key is just gone. Then `onEmptied` is told, and only
 * after it has worked is the key set again. Job schedulers vanish the same way, so they are upserted at start, when the queue
 * comes back, when it was emptied, and each minute.
 */
export const keepQueue = ({
  bull,
  log,
  keeper,
}: {
  bull: (name: QueueName) => Bull
  log: Log
  keeper?: Keeper
}): { stop(): void } => {
  const outage = outageLog(log, 'queue')
  let upsertedAt = -Infinity
  let beating = false

  const refill = async ({ onEmptied }: Keeper): Promise<void> => {
    await onEmptied()
    for (const name of Object.values(queueNames)) {
      await bull(name)
        .getBackend()
        .setQueueMeta({ ...bull(name).metaValues, [EPOCH]: randomUUID() })
    }
    log.info({ event: 'queue.epoch-set' })
  }
  const upsert = async ({ upkeepEveryMs }: Keeper): Promise<void> => {
    for (const [task, every] of Object.entries(upkeepEveryMs)) {
      await bull(queueNames.upkeep).upsertJobScheduler(task, { every }, { name: task, opts: { attempts: 1 } })
    }
    upsertedAt = performance.now()
  }
  const look = async (): Promise<void> => {
    const full = await bull(queueNames.moderate).getBackend().hasQueueMetaField(EPOCH)
    const wasAway = outage.isAway()
    outage.worked()
    if (!keeper) return
    if (!full) await refill(keeper)
    if (!full || wasAway || performance.now() - upsertedAt >= UPSERT_MS) await upsert(keeper)
  }
  const beat = (): void => {
    if (beating) return
    beating = true
    look()
      .catch(outage.failed)
      .finally(() => (beating = false))
  }
  const timer = setInterval(beat, BEAT_MS)
  beat()
  return { stop: () => clearInterval(timer) }
}
