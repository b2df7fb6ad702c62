import { randomUUID } from 'node:crypto'
import { answersOf } from './answers.ts'
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
 * Looks once a second whether the queues answer, and (with a keeper) whether their epoch keys are still there: after a FLUSHALL, a
 * restart without data or a dropped schema nothing reports an error, the key is just gone. Then `onEmptied` is told, and only
 * after it has worked is the key set again. Job schedulers vanish the same way, so they are upserted at start, when the queue
 * comes back, when it was emptied, and each minute.
 */
export const keepQueue = ({
  bull,
  shares,
  log,
  keeper,
}: {
  bull: (name: QueueName) => Bull
  /** The queues that share the sites. What else there is lies beside one of them, and is lost with it. */
  shares: readonly QueueName[]
  log: Log
  keeper?: Keeper
}): { stop(): void } => {
  const outage = outageLog(log, 'queue')
  let upsertedAt = -Infinity
  let beating = false

  const refill = async ({ onEmptied }: Keeper, emptied: readonly QueueName[]): Promise<void> => {
    await onEmptied()
    for (const name of emptied) {
      await bull(name)
        .getBackend()
        .setQueueMeta({ ...bull(name).metaValues, [EPOCH]: randomUUID() })
    }
    log.info({ event: 'queue.epoch-set' })
  }
  const upsert = async ({ upkeepEveryMs }: Keeper): Promise<void> => {
    const upkeep = bull(queueNames.upkeep)
    for (const [task, every] of Object.entries(upkeepEveryMs)) {
      // A clock that was ahead and is right again left a next time that upserting keeps.
      const known = await upkeep.getJobScheduler(task)
      if ((known?.next ?? 0) > Date.now() + 2 * every) await upkeep.removeJobScheduler(task)
      await upkeep.upsertJobScheduler(task, { every }, { name: task, opts: { attempts: 1 } })
    }
    upsertedAt = performance.now()
  }
  const look = async (): Promise<void> => {
    const asked = shares.map(async (name) => ({ name, full: await bull(name).getBackend().hasQueueMetaField(EPOCH) }))
    const answers = await answersOf(asked)
    const emptied = answers.filter(({ full }) => !full).map(({ name }) => name)
    if (keeper && emptied.length > 0) await refill(keeper, emptied)
    await Promise.all(asked) // one that is away makes it an outage, after the others were looked after
    const wasAway = outage.isAway()
    outage.worked()
    if (!keeper) return
    if (emptied.length > 0 || wasAway || performance.now() - upsertedAt >= UPSERT_MS) await upsert(keeper)
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
