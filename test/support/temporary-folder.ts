import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { goesWithUs } from './watchdog.ts'

/** Where a run's folders lie; processes inherit the variable. */
const RUN = 'TESTS_FOLDER'

/** Where to put folders: in this run's own, or in the system's temporary one where no run made any. */
export const temporaryFolder = async (): Promise<string> => process.env[RUN] ?? (await systemFolder())

/** The system's temporary folder, or the usual one where root's own cannot be entered by the account of its PostgreSQL. */
const systemFolder = async (): Promise<string> => ((await isOpen(tmpdir())) ? tmpdir() : '/tmp')

const isOpen = async (path: string): Promise<boolean> => {
  if (process.getuid?.() !== 0 || path === dirname(path)) return true
  return ((await stat(path)).mode & 0o001) !== 0 && isOpen(dirname(path))
}

/**
 * Makes one folder for all that this run's tests write, in memory where there is plenty: of what a test's database costs, most is
 * the making and removing of its 400 files on a disk. It is removed at the end, also where the run is killed.
 */
export const makeRunFolder = async (): Promise<() => Promise<void>> => {
  const path = (await inMemory()) ?? (await mkdtemp(join(await systemFolder(), 'parley-run-')))
  await chmod(path, 0o711)
  const watchdog = goesWithUs(path)
  process.env[RUN] = path
  return async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 5 })
    watchdog.dismiss()
  }
}

const MEMORY = '/dev/shm'
/** What all that is there at a time takes, several times over. */
const PLENTY = 8 * 2 ** 30

/** A folder in memory; none where little is free or where nothing can be run. */
const inMemory = async (): Promise<string | undefined> => {
  try {
    const { bavail, bsize } = await statfs(MEMORY)
    if (bavail * bsize < PLENTY || process.availableMemory() < PLENTY) return undefined
    const path = await mkdtemp(join(MEMORY, 'parley-run-'))
    const script = join(path, 'runs')
    await writeFile(script, '#!/bin/sh\n', { mode: 0o700 })
    return await promisify(execFile)(script).then(
      () => path,
      () => rm(path, { recursive: true }).then(() => undefined),
    )
  } catch {
    return undefined // not this system's
  }
}
