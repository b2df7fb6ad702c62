import { isAlive, makePath } from '@parley/embedded'
import { rmSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A folder beside the target for a backup that is not whole yet. It holds readers' words, so it is removed at the end of the scope and
 * when a signal ends the command; what one left that was killed goes with the next.
 */
export const partFolder = async (target: string): Promise<AsyncDisposable & { path: string }> => {
  await removeLeft(target)
  const path = `${target}.part-${process.pid}`
  const end = (signal: NodeJS.Signals) => {
    rmSync(path, { recursive: true, force: true })
    forget()
    process.kill(process.pid, signal)
  }
  const forget = () => signals.forEach((signal) => process.off(signal, end))
  for (const signal of signals) process.on(signal, end)
  await makePath(path, 0o700)
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await rm(path, { recursive: true, force: true })
      forget()
    },
  }
}

const removeLeft = async (target: string): Promise<void> => {
  const start = `${basename(target)}.part-`
  const names = await readdir(dirname(target)).catch(() => [])
  for (const name of names) {
    const pid = name.startsWith(start) ? name.slice(start.length) : ''
    if (/^\d+$/.test(pid) && !(await isAlive(Number(pid)))) {
      await rm(join(dirname(target), name), { recursive: true, force: true })
    }
  }
}
