import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '@parley/embedded'
import { findRedis } from './redis-binary.ts'
import type { RedisBinary } from './redis-binary.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { until } from './until.ts'
import { dieWithUs } from './watchdog.ts'

/** A real Redis of one's own on a free port, and the faults it can have. */
export type FreshRedis = AsyncDisposable & {
  url: string
  port: number
  /** Where it keeps what it writes to disk. */
  folder: string
  pid(): number
  /** SIGKILL; what was not yet written is gone. */
  kill(): Promise<void>
  /** Stops it if it runs and starts it again on the same port, by wish without its data. */
  restart(options?: { empty?: boolean }): Promise<void>
  /** It takes connections and answers nothing until `resume`. */
  pause(): void
  resume(): void
}

/** As production wants it: every write logged, nothing evicted. */
const production = { appendonly: 'yes', appendfsync: 'everysec', save: '', 'maxmemory-policy': 'noeviction' }

/** Starts a Redis like production's; `config` overrides by redis.conf names. */
export const freshRedis = async ({ config = {} }: { config?: Record<string, string> } = {}): Promise<FreshRedis> => {
  const binary = await findRedis()
  const folder = await mkdtemp(join(await temporaryFolder(), 'parley-redis-'))
  const data = join(folder, 'data')
  await mkdir(data)
  const settings = { ...production, ...config, bind: '127.0.0.1', dir: data, daemonize: 'no' }
  const start = (port: number) => startRedis(binary, { ...settings, port: String(port) })

  let port = await freePort()
  // Between finding a port free and taking it another process may have come first.
  let server = await start(port).catch(async () => start((port = await freePort())))
  const stop = async (signal: NodeJS.Signals) => {
    server.child.kill('SIGCONT')
    server.child.kill(signal)
    await server.ended
    server.watchdog.dismiss()
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    folder: data,
    pid: () => server.child.pid ?? 0,
    kill: () => stop('SIGKILL'),
    restart: async ({ empty = false } = {}) => {
      await stop('SIGTERM')
      if (empty) await rm(data, { recursive: true }).then(() => mkdir(data))
      server = await start(port)
    },
    pause: () => void server.child.kill('SIGSTOP'),
    resume: () => void server.child.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const startRedis = async ({ program, env }: RedisBinary, settings: Record<string, string>) => {
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(program, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  const ended = once(child, 'exit')
  const watchdog = dieWithUs(child.pid ?? 0)
  const fail = () => {
    throw new Error(`redis-server ended at once: ${output.trim().split('\n').at(-1)}`)
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const answers = () => hasEnded() || answersPing(Number(settings['port']))
  const ready = until('redis-server answers', answers, { timeoutMs: 60_000 })
  await Promise.race([ready, ended.then(fail)]).catch(async (fault: unknown) => {
    child.kill('SIGKILL')
    watchdog.dismiss() // it would wait for as long as this process lives, and keep it alive
    throw fault
  })
  return { child: child as ChildProcess, ended, watchdog }
}

const answersPing = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.setTimeout(500, () => answer(false))
    socket.on('data', (text) => answer(/PONG|NOAUTH/.test(text.toString())))
    socket.on('error', () => answer(false))
  })
