import { readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from './place.ts'
import { isAlive, processesIn, signal, waitUntilGone } from './processes.ts'
import { run } from './run.ts'

/**
 * Stops a server that an earlier run left behind, politely first. A pid file whose process is another program by now
 * (ids come round after a reboot) is removed, else PostgreSQL would refuse to start beside it.
 */
export const stopOrphan = async ({ cluster }: Pick<Place, 'cluster'>): Promise<boolean> => {
  const pidFile = join(cluster, 'postmaster.pid')
  const [first = ''] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n')
  const pid = Number(first)
  const found = pid > 0 && (await isServerOf(pid, cluster))
  if (found) {
    signal(pid, 'SIGINT')
    if (!(await waitUntilGone([pid], 20_000))) signal(pid, 'SIGQUIT')
    if (!(await waitUntilGone([pid], 5_000))) signal(pid, 'SIGKILL')
  }
  await stopLeftBackends(cluster)
  if (first) await rm(pidFile, { force: true })
  return found
}

/** After a postmaster's SIGKILL its children may still finish what they do; until they are gone no new one can start. */
export const stopLeftBackends = async (cluster: string): Promise<void> => {
  const left = await processesIn(cluster)
  if (left.length === 0 || (await waitUntilGone(left, 2_000))) return
  for (const pid of left) signal(pid, 'SIGQUIT')
  if (!(await waitUntilGone(left, 2_000))) for (const pid of left) signal(pid, 'SIGKILL')
  await waitUntilGone(left, 2_000)
}

const isServerOf = async (pid: number, cluster: string) => {
  if (!(await isAlive(pid))) return false
  if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === cluster
  if (process.platform === 'win32') return true
  const ps = await run('/bin/ps', ['-o', 'command=', '-p', String(pid)])
  return ps.stdout.includes('postgres') && ps.stdout.includes(cluster)
}
