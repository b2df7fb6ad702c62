import { readFile, readdir, readlink } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { run } from './run.ts'

/** Sends a signal and takes "no such process" for an answer. */
export const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * What tells a process from a later one that got the same id: boot and start time. Undefined when there is none.
 * Where the system tells neither, the id alone must do. Without spaces.
 */
export const birthOf = async (pid: number): Promise<string | undefined> => {
  if (process.platform === 'linux') {
    const [boot, stat] = await Promise.all([read('/proc/sys/kernel/random/boot_id'), read(`/proc/${pid}/stat`)])
    // The second field is the command in brackets and may hold spaces; the start time is the 20th after it.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (!fields || fields[0] === 'Z') return undefined
    return `${boot?.trim()}:${fields[19]}`
  }
  if (!hasId(pid)) return undefined
  if (process.platform === 'win32') return 'alive'
  const ps = await run('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C' } })
  return ps.stdout.trim().replaceAll(/\s+/g, '-') || 'alive'
}

/** True while the process runs; one that has ended and was not yet reaped by its parent does not. */
export const isAlive = async (pid: number): Promise<boolean> => (await birthOf(pid)) !== undefined

/** The processes whose working folder is this one: a postmaster and all that it forked (Linux; elsewhere none). */
export const processesIn = async (folder: string): Promise<number[]> => {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)))
  return pids.filter((_, index) => folders[index] === folder).map(Number)
}

/** Waits until none of the processes lives any more; false when the time is over first. */
export const waitUntilGone = async (pids: number[], timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs
  while ((await Promise.all(pids.map(isAlive))).includes(true)) {
    if (Date.now() > deadline) return false
    await delay(20)
  }
  return true
}

const hasId = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const read = (path: string) => readFile(path, 'utf8').catch(() => undefined)
