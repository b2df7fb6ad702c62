import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

/** A service kept running as a process of its own. */
export type Service = {
  name: string
  pid(): number | undefined
  /** From now on every end is an accident and is mended; before, an end with an exit code means that it cannot start. */
  settle(): void
  /** Resolves with the reason when it cannot start. */
  failed: Promise<string>
  /** Lets it finish what it holds, then ends it. */
  stop(): Promise<void>
}

/** How one service is started. */
export type Wanted = {
  name: string
  main: string
  env: Readonly<Record<string, string | undefined>>
  say: (line: string) => void
  /** Called whenever it has another process. */
  changed: () => void
  drainMs?: number
  /** The shortest and the longest pause before a restart. */
  pauseMs?: { first: number; longest: number }
}

/**
 * Starts a service and starts it again whenever it dies. It runs in a session of its own, so a terminal's Ctrl-C reaches
 * it only through us, and holds the end of a pipe that closes when we die, however that happens.
 */
export const keepRunning = (wanted: Wanted): Service => {
  const { name, say, changed, drainMs = 15_000, pauseMs = { first: 250, longest: 10_000 } } = wanted
  const stopping = new AbortController()
  const failed = Promise.withResolvers<string>()
  let settled = false
  let child: ChildProcess | undefined

  const loop = async () => {
    for (let tries = 0; !stopping.signal.aborted; tries++) {
      const started = performance.now()
      child = launch(wanted)
      changed()
      const end = await endOf(child)
      child = undefined
      if (stopping.signal.aborted) return
      if (!settled && end.code !== null) return failed.resolve(`the ${name} did not start (exit code ${end.code})`)
      if (performance.now() - started > 30_000) tries = 0
      const pause = Math.min(pauseMs.first * 2 ** tries, pauseMs.longest)
      say(`The ${name} ended (${end.signal ?? `exit code ${end.code}`}) and is started again.`)
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const ended = loop()

  const stop = async () => {
    stopping.abort()
    child?.kill('SIGTERM')
    const late = setTimeout(() => child?.kill('SIGKILL'), drainMs)
    await ended
    clearTimeout(late)
  }
  return { name, pid: () => child?.pid, settle: () => void (settled = true), failed: failed.promise, stop }
}

const launch = ({ main, env }: Wanted) => {
  const stdio: ['pipe', 'inherit', 'inherit'] = ['pipe', 'inherit', 'inherit']
  const child = spawn(process.execPath, [main], { env: { ...env, PARLEY_PARENT_PIPE: '1' }, stdio, detached: true })
  child.stdin.on('error', () => {})
  return child
}

type End = { code: number | null; signal: NodeJS.Signals | null }

const endOf = (child: ChildProcess) =>
  new Promise<End>((resolve) => {
    child.once('error', () => resolve({ code: 1, signal: null }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
