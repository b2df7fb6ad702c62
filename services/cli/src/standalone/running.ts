import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { birthOf } from '@parley/embedded'
import { Refusal } from '../refusal.ts'

/** A process by id and birth, so that a later one with the same id is not taken for it. */
export type Known = { pid: number; birth: string }

/** What a running standalone leaves in its data folder for other commands and for the next start. */
export type Running = {
  parent: Known
  /** The address that people are told, and the one that this machine reaches for certain. */
  address: string
  api: string
  databaseUrl: string
  /** Whether the database is the data folder's own, and not one that DATABASE_URL named. */
  ownDatabase: boolean
  queueUrl: string
  services: Known[]
}

const pathIn = (dataDir: string) => join(dataDir, 'running.json')

/** Names a process that runs now; undefined when it has ended. */
export const know = async (pid: number): Promise<Known | undefined> => {
  const birth = await birthOf(pid)
  return birth === undefined ? undefined : { pid, birth }
}

/** True while it is that very process that has the id. */
export const stillRuns = async ({ pid, birth }: Known): Promise<boolean> => (await birthOf(pid)) === birth

/** Writes the file whole; only the owner can read it, for it holds the database's password. */
export const writeRunning = async (dataDir: string, running: Running): Promise<void> => {
  const fresh = `${pathIn(dataDir)}.new`
  await writeFile(fresh, JSON.stringify(running), { mode: 0o600 })
  await rename(fresh, pathIn(dataDir))
}

/** Removes the file after a clean stop. */
export const forgetRunning = (dataDir: string): Promise<void> => rm(pathIn(dataDir), { force: true })

/** What the last standalone of this folder left, whether or not it still runs; refuses where another user left it. */
export const readLeft = async (dataDir: string): Promise<Running | undefined> => {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EACCES') return undefined
    throw new Refusal(`cannot read ${pathIn(dataDir)} (${code}): be the user that started Parley`)
  })
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Running
  } catch {
    return undefined
  }
}

/** The standalone that runs with this folder now. */
export const readRunning = async (dataDir: string): Promise<Running | undefined> => {
  const left = await readLeft(dataDir)
  return left && (await stillRuns(left.parent)) ? left : undefined
}
