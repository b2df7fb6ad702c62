import { spawn } from 'node:child_process'
import { join, resolve as resolvePath } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '@parley/embedded'
import { until } from './until.ts'
import { keptCode, startedCode } from './started-code.ts'
import { dieWithUs } from './watchdog.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** How a process ended. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null }

/** A service running as its own process. */
export type Running = AsyncDisposable & {
  pid: number
  /** All lines it wrote so far, of both streams. */
  lines: string[]
  /** Its JSON log lines with this event. */
  logged(event: string): Record<string, unknown>[]
  /** Closes its standard input, as the death of its parent would. */
  closePipe(): void
  /** Sends a signal and waits for the end, unless the signal only stops or continues it. */
  kill(signal?: NodeJS.Signals): Promise<void>
  ended: Promise<Ended>
  hasEnded(): boolean
}

/** A service that answers HTTP. */
export type RunningHttp = Running & { url: string; port: number }

/** What to start: a file (from this checkout's root), its whole environment, and how to know that it is ready. */
export type Wanted = {
  main: string
  /** Another Node than this one. */
  node?: string
  args?: string[]
  env?: Record<string, string | undefined>
  cwd?: string
  uid?: number
  gid?: number
  /** A process group of its own, to send it what a terminal's Ctrl-C would. */
  group?: boolean
  ready: (process: Running) => boolean | Promise<boolean>
  timeoutMs?: number
}

/** Starts a file with this Node, waits until it is ready, and kills it at the end of the scope. */
export const startProcess = async (wanted: Wanted): Promise<Running> => {
  const {
    main,
    node = process.execPath,
    args = [],
    env = {},
    cwd = root,
    uid,
    gid,
    group = false,
    timeoutMs = 60_000,
  } = wanted
  const identity = { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) }
  // Another user could not enter there.
  const [code, kept] = uid === undefined ? [startedCode(main), keptCode()] : [resolvePath(root, main), {}]
  const whole = { PATH: process.env['PATH'] ?? '', ...kept, ...env }
  const child = spawn(node, [code, ...args], { cwd, env: whole, detached: group, ...identity })
  const watchdog = dieWithUs(child.pid ?? 0)
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line))
  child.stdin.on('error', () => {})

  let end: Ended | undefined
  const ended = new Promise<Ended>((resolve) => {
    child.on('error', (error) => lines.push(error.message))
    child.on('close', (code, signal) => resolve((end = { code, signal })))
  })
  const kill = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return
    // What a killed one left behind holds its output open, and has longer than it may drain to end.
    await (signal === 'SIGKILL' ? Promise.race([ended, delay(30_000, undefined, { ref: false })]) : ended)
  }
  const running: Running = {
    pid: child.pid ?? 0,
    lines,
    logged: (event) =>
      lines
        .map(parse)
        .filter((record) => record !== undefined)
        .filter((record) => record['event'] === event),
    closePipe: () => child.stdin.end(),
    kill,
    ended,
    hasEnded: () => end !== undefined,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGCONT')
      await kill('SIGKILL')
      watchdog.dismiss()
    },
  }
  try {
    await until(`${main} is ready`, () => end !== undefined || wanted.ready(running), { timeoutMs })
    if (end) throw new Error(`${main} ended before it was ready (${end.code ?? end.signal})`)
  } catch (error) {
    await running[Symbol.asyncDispose]()
    throw new Error(`${(error as Error).message}:\n${lines.slice(-20).join('\n')}`, { cause: error })
  }
  return running
}

/** Where a service finds its stores. */
export type Stores = { databaseUrl: string; queueUrl: string; env?: Record<string, string>; group?: boolean }

/** Starts the api on a free port and waits for its /readyz. */
export const startApi = ({ databaseUrl, queueUrl, env = {}, group = false }: Stores): Promise<RunningHttp> => {
  const stores = { DATABASE_URL: databaseUrl, QUEUE_URL: queueUrl }
  return startHttp({ main: 'services/api/src/main.ts', env: { ...stores, ...env }, group })
}

/** Starts the worker and waits until its log says that it is ready. */
export const startWorker = ({ databaseUrl, queueUrl, env = {}, group = false }: Stores): Promise<Running> =>
  startProcess({
    main: 'services/worker/src/main.ts',
    env: { DATABASE_URL: databaseUrl, QUEUE_URL: queueUrl, ...env },
    group,
    ready: (worker) => worker.logged('worker.ready').length > 0,
  })

/** Starts `parley start` with its own data folder and waits until it says that it runs. */
export const startStandalone = (options: Partial<Wanted> & { dir: string }): Promise<RunningHttp> =>
  startHttp({
    main: join(root, 'services/cli/src/main.ts'),
    args: ['start'],
    timeoutMs: 90_000,
    ready: (process) => process.lines.includes('Parley is running.'),
    ...options,
    env: { PARLEY_DATA: options.dir, ...options.env },
  })

const startHttp = async (wanted: Omit<Wanted, 'ready'> & Partial<Wanted>): Promise<RunningHttp> => {
  const port = Number(wanted.env?.['PORT'] ?? (await freePort()))
  const url = `http://127.0.0.1:${port}`
  const env = { HOST: '127.0.0.1', ...wanted.env, PORT: String(port) }
  const running = await startProcess({ ready: () => isReady(url), ...wanted, env })
  return { ...running, url, port }
}

/** Whether a service says that it is ready, within some milliseconds. */
export const isReady = async (url: string, withinMs = 2_000): Promise<boolean> => {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(withinMs) }).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.status === 200
}

const parse = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    return undefined
  }
}
