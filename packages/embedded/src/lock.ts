import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { birthOf } from './processes.ts'

/** A lock held by this process until it is released or the process is gone. */
export type Lock = {
  release(): Promise<void>
}

/**
 * Takes the lock file for this process, or answers the id of the process that holds it. A lock of a dead process is
 * taken over: the file names the holder by id and birth, so a later process with the same id does not count.
 */
export const takeLock = async (path: string): Promise<Lock | { heldBy: number }> => {
  const own = `${process.pid} ${await birthOf(process.pid)}\n`
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(draft, own, { mode: 0o600 })
  try {
    for (;;) {
      if (await linked(draft, path)) return { release: () => releaseOwn(path, own) }
      const held = await readFile(path, 'utf8').catch(() => undefined)
      if (held === undefined) continue
      const heldBy = await holder(held)
      if (heldBy !== undefined) return { heldBy }
      await discard(path, held, `${draft}.stale`)
    }
  } finally {
    await rm(draft, { force: true })
  }
}

const holder = async (text: string): Promise<number | undefined> => {
  const [pid = '', birth] = text.trim().split(' ')
  return (await birthOf(Number(pid))) === birth ? Number(pid) : undefined
}

const linked = (from: string, to: string) =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )

/** Moves a stale lock aside; what was moved is put back if another process took the lock in between. */
const discard = async (path: string, stale: string, aside: string) => {
  await rename(path, aside).catch(() => undefined)
  const moved = await readFile(aside, 'utf8').catch(() => undefined)
  if (moved !== undefined && moved !== stale) await linked(aside, path)
  await rm(aside, { force: true })
}

const releaseOwn = async (path: string, own: string) => {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === own) await rm(path, { force: true })
}
