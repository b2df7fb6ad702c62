import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/** Megabytes that a process holds; undefined where /proc does not tell. */
export const megabytesOf = async (pid: number): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1_024)
}

/** How far a process grows until it is told to stop, in megabytes; 0 where nothing tells. */
export const growthOf = async (pid: number): Promise<{ stop(): Promise<number> }> => {
  const before = (await megabytesOf(pid)) ?? 0
  let most = before
  let stopped = false
  const loop = (async () => {
    while (!stopped) {
      most = Math.max(most, (await megabytesOf(pid)) ?? 0)
      await delay(100)
    }
  })()
  const stop = async () => {
    stopped = true
    await loop
    return most - before
  }
  return { stop }
}
