import { createServer } from 'node:net'
import { waitUntilGone } from '@parley/embedded'
import type { Config } from '../config.ts'
import { Refusal } from '../refusal.ts'
import { readLeft, stillRuns } from './running.ts'

type Say = (line: string) => void

/** Refuses to start beside a running standalone, ends services that a killed one left, and sees that the port is free. */
export const clearWay = async ({ dataDir, host, port }: Config, say: Say, drainMs = 12_000): Promise<void> => {
  const left = await readLeft(dataDir)
  if (left && (await stillRuns(left.parent))) {
    const there = `process ${left.parent.pid}, ${left.address}`
    throw new Refusal(`Parley already runs with ${dataDir} (${there}): stop it, or set PARLEY_DATA and PORT`)
  }
  const services = left?.services ?? []
  const alive = await Promise.all(services.map(stillRuns))
  await endLeft(
    services.filter((_, index) => alive[index]).map(({ pid }) => pid),
    say,
    drainMs,
  )
  await needPort(host, port)
}

/** They noticed that their parent died and finish what they hold; only one that hangs is killed. */
const endLeft = async (pids: number[], say: Say, drainMs: number) => {
  if (pids.length === 0) return
  say('Waiting for services of a killed run to finish …')
  for (const pid of pids) send(pid, 'SIGTERM')
  if (await waitUntilGone(pids, drainMs)) return
  for (const pid of pids) send(pid, 'SIGKILL')
  await waitUntilGone(pids, 2_000)
}

const send = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Sees that a port is free; `names` are the variables that say which. */
export const needPort = async (host: string, port: number, names = { host: 'HOST', port: 'PORT' }): Promise<void> => {
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error: NodeJS.ErrnoException) => reject(new Refusal(whyNot(error.code, host, port, names))))
  server.listen(port, host, () => server.close(() => resolve()))
  await promise
}

const whyNot = (code: string | undefined, host: string, port: number, names: { host: string; port: string }) => {
  if (code === 'EADDRINUSE') return `port ${port} is busy: stop what listens there, or set ${names.port}`
  if (code === 'EACCES') return `port ${port} needs root: set ${names.port} to one above 1023`
  return `cannot listen on ${host}:${port} (${code}): set ${names.host} and ${names.port}`
}
