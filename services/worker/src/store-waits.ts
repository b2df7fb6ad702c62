import type { Log } from '@parley/runtime'
import type { Store } from '@parley/store'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_AGAIN_MS = 500

/** Waits until the store answers and has every migration, which is another process's to apply. Rejects when told to stop. */
export const whenMigrated = async ({
  store,
  log,
  stopping,
}: {
  store: Pick<Store, 'migrations'>
  log: Log
  stopping: AbortSignal
}): Promise<void> => {
  for (let told = false; ; told = true) {
    try {
      const missing = await store.migrations.pending()
      if (missing.length === 0) return
      if (!told) log.warn({ event: 'worker.waits-for-migrations', missing: missing.length })
    } catch (err) {
      if (!told) log.warn({ event: 'worker.waits-for-store', err })
    }
    await delay(LOOK_AGAIN_MS, undefined, { signal: stopping })
  }
}

/** A wait for a store that went away, shared by all who wait: it ends when the store answers or the worker stops. */
export const whenBack = ({
  store,
  log,
  stopping,
}: {
  store: Pick<Store, 'health'>
  log: Log
  stopping: AbortSignal
}): (() => Promise<void>) => {
  let waiting: Promise<void> | undefined
  const wait = async (): Promise<void> => {
    log.warn({ event: 'store.away' })
    while (!stopping.aborted) {
      const answers = await store.health().then(
        () => true,
        () => false,
      )
      if (answers) return log.info({ event: 'store.back' })
      await delay(LOOK_AGAIN_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  return () => (waiting ??= wait().finally(() => (waiting = undefined)))
}
