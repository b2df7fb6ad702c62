import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { EmbeddedError } from './embedded-error.ts'
import type { Place } from './place.ts'
import { run } from './run.ts'
import { watch } from './watchdog.ts'

/** One life of the server process. */
export type Server = {
  pid: number
  /** Resolves when the process has ended, for whatever reason. */
  gone: Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL prints failing rows with their text by default; nobody's comment belongs in a log. */
const quiet = { log_min_messages: 'fatal', log_min_error_statement: 'panic', log_error_verbosity: 'terse' }

const reach = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', log_timezone: 'UTC' }

/** For data that is thrown away: it survives a crash of the server and not one of the machine. */
const careless = { fsync: 'off', full_page_writes: 'off' }

/** How one server is started. */
export type ServerOptions = {
  port: number
  durable: boolean
  settings: Record<string, string>
  /** How long the server outlives this process when this one is killed. */
  graceMs: number
}

/** Starts the server in a session of its own (a terminal's Ctrl-C does not reach it) and waits until it takes queries. From its first
 *  moment it is watched: it does not outlive this process for long. */
export const startServer = async (place: Place, binaries: Binaries, wanted: ServerOptions): Promise<Server> => {
  const settings = { ...reach, ...(wanted.durable ? {} : careless), ...wanted.settings, ...quiet, port: wanted.port }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = await openLog(place)
  const args = ['-D', place.cluster, ...flags]
  const stdio: ['ignore', number, number] = ['ignore', log.fd, log.fd]
  const child = spawn(binaries.postgres, args, { ...binaries.options, detached: true, stdio, cwd: '/' })
  let failure: Error | undefined
  child.on('error', (error) => (failure = error))
  let ended = false
  const gone = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
    () => void (ended = true),
    () => void (ended = true),
  )
  const pid = child.pid ?? 0
  const dog = watch(place, pid, wanted.graceMs)
  void gone.then(dog.dismiss)
  try {
    while (!(await isReady(place, pid))) {
      if (ended) throw new EmbeddedError(`PostgreSQL did not start: ${failure?.message ?? (await log.tail())}`)
      await delay(15)
    }
  } finally {
    await log.close()
  }
  const stop = async () => {
    if (!ended) await stopChild(place, binaries, child.kill.bind(child), gone)
  }
  return { pid, gone, stop }
}

const READY = new Set(['ready', 'standby'])

/** The last line of the pid file says `ready` once the server takes queries, `standby` where it only reads; pg_ctl waits for the same words. */
const isReady = async ({ cluster }: Place, pid: number) => {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return Number(lines[0]) === pid && READY.has(lines[7]?.trim() ?? '')
}

const stopChild = async (
  { cluster }: Place,
  { pgCtl, options }: Binaries,
  kill: (signal: NodeJS.Signals) => boolean,
  gone: Promise<void>,
) => {
  if (process.platform === 'win32') await run(pgCtl, ['stop', '-m', 'fast', '-D', cluster], options)
  else kill('SIGINT')
  for (const harder of ['SIGQUIT', 'SIGKILL'] as const) {
    const waited = new AbortController()
    const late = delay(20_000, 'late', { signal: waited.signal }).catch(() => 'gone')
    const won = await Promise.race([gone.then(() => 'gone'), late])
    waited.abort()
    if (won === 'gone') return
    kill(harder)
  }
  await gone
}

const openLog = async ({ home }: Place) => {
  const path = join(home, 'postgres.log')
  const file = await open(path, 'a', 0o600)
  const { size } = await file.stat()
  const start = size > 1_000_000 ? 0 : size
  if (start === 0) await truncate(path)
  const tail = async () => {
    const lines = (await readFile(path)).subarray(start).toString().trim().split('\n')
    return lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
  }
  return { fd: file.fd, tail, close: () => file.close() }
}
