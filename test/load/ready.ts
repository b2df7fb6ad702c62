import { join } from 'node:path'
import { freshFolder } from '../support/embedded.ts'
import { startStandalone } from '../support/processes.ts'

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
