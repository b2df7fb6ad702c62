import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freshFolder } from '../support/embedded.ts'
import { startStandalone } from '../support/processes.ts'
import { hammerService } from './hammer.ts'
import { SITE, type System } from './system.ts'

/** Milliseconds until a standalone is ready: in an empty folder, and where it ran before. */
export const measureStandalone = async (): Promise<{ firstMs: number; againMs: number }> => {
  await using folder = await freshFolder()
  const start = async (): Promise<number> => {
    const started = performance.now()
    const standalone = await startStandalone({ dir: join(folder.path, 'data') })
    const took = Math.round(performance.now() - started)
    await standalone.kill('SIGTERM')
    return took
  }
  return { firstMs: await start(), againMs: await start() }
}

/** Milliseconds until an api and a worker more are ready beside the running ones: the middle of some starts. */
export const measureStarts = async (system: System): Promise<{ apiMs: number; workerMs: number }> => {
  const middle = async (main: string): Promise<number> => {
    const took: number[] = []
    for (let nth = 0; nth < 3; nth += 1) {
      await using service = await system.startMore(main)
      took.push(service.readyMs)
    }
    return took.toSorted((one, two) => one - two)[1] as number
  }
  return { apiMs: await middle('services/api/src/main.ts'), workerMs: await middle('services/worker/src/main.ts') }
}

/** Stops a second api by SIGTERM while it takes comments: milliseconds to its end, and how many requests got no good answer. */
export const measureDrain = async (system: System): Promise<{ drainMs: number; failed: number }> => {
  await using api = await system.startMore('services/api/src/main.ts')
  const plan = { kind: 'comments', site: SITE, articles: 1_000 } as const
  const loading = hammerService(api, { connections: 32, durationMs: 4_000, plan })
  await delay(3_000) // the generator makes its load first
  const asked = performance.now()
  process.kill(api.pid, 'SIGTERM')
  await api.ended
  const drainMs = Math.round(performance.now() - asked)
  const came = await loading
  return { drainMs, failed: came.broken + came.answers - (came.statuses['202'] ?? 0) }
}
