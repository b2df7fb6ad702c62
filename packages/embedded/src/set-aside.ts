import { readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import { exists, homeOf } from './place.ts'
import { processesIn, signal, waitUntilGone } from './processes.ts'

/** What the folder of a cluster that is being made or restored is called until it is whole. */
export const HALF = 'cluster.new-'

/** What a restore calls the cluster that stood before. */
export const BEFORE = 'cluster.before-'

/**
 * Undoes what a killed restore left in a data folder, and throws away what of a cluster is half made; answers whether a
 * cluster was put back. Where there is none but one set aside long ago, a person must say what is wanted: throws.
 */
export const settleRestore = async (dir: string): Promise<boolean> => {
  const home = await homeOf(dir)
  const names = await readdir(home).catch(() => [])
  const halves = names.filter((name) => name.startsWith(HALF))
  const stands = await exists(join(home, 'cluster'))
  const before = names.filter(isBefore).toSorted().at(-1)
  const isSetAside = !stands && before !== undefined
  // A restore sets the old cluster aside only when the new one is complete beside it.
  if (isSetAside && halves.length === 0) {
    const choice = `rename ${before} to cluster, or move it out of there for a new database`
    throw new EmbeddedError(`${home} has no database but one that a restore set aside: ${choice}`)
  }
  if (isSetAside) await rename(join(home, before), join(home, 'cluster'))
  await dropHalves(halves.map((name) => join(home, name)))
  return isSetAside
}

/** The folders of the databases that restores set aside and nobody has deleted since. */
export const databasesSetAside = async (dir: string): Promise<string[]> => {
  const home = await homeOf(resolve(dir))
  const names = await readdir(home).catch(() => [])
  return names.filter(isBefore).map((name) => join(home, name))
}

const isBefore = (name: string) => name.startsWith(BEFORE)

const dropHalves = async (halves: string[]) => {
  for (const half of halves) {
    // A killed parent does not take its initdb along.
    const busy = await processesIn(half)
    for (const pid of busy) signal(pid, 'SIGKILL')
    await waitUntilGone(busy, 5_000)
    await rm(half, { recursive: true, force: true, maxRetries: 5 })
  }
}
