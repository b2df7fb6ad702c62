import { flushCompileCache } from 'node:module'
import type { Log } from './log.ts'
import { giveBackMemory } from './memory.ts'

/** Reads a service's configuration, or says on stderr what is wrong with it, without a stack, and exits with code 1. */
export const configured = <T>(read: (env: NodeJS.ProcessEnv) => T, env: NodeJS.ProcessEnv): T => {
  try {
    return read(env)
  } catch (err) {
    if (!(err instanceof Error) || err.name !== 'ConfigError') throw err
    process.stderr.write(`${err.message}\n`)
    process.exit(1)
  }
}

/** After a start, so that nobody waits for it. */
const KEEP_CODE_MS = 3_000

/** Why a service stops; with `err` in it, because of a fault. */
type Stop = { why: string; err?: unknown }

/**
 * Runs a service until it is told to stop: `start` puts what must be closed on the stack, which is disposed in reverse order
 * on SIGTERM, SIGINT, SIGHUP, a fault nobody caught, and (with `exitWithParent`) when the parent's pipe on stdin closes.
 * A start that waits for something gives up when `stopping` is aborted. A service that idles gives memory back.
 * Exit code 0 after a stop that was asked for; 1 after a fault, a failed start, or a stop that overran its deadline.
 */
export const runService = async (
  { log, exitWithParent = false, deadlineMs = 10_000 }: { log: Log; exitWithParent?: boolean; deadlineMs?: number },
  start: (stack: AsyncDisposableStack, stopping: AbortSignal) => Promise<void>,
): Promise<void> => {
  const stack = new AsyncDisposableStack()
  const { promise: stopAsked, resolve } = Promise.withResolvers<void>()
  const stopping = new AbortController()
  let exitCode = 0
  const stop = (asked: Stop) => {
    const fault = 'err' in asked
    if (stopping.signal.aborted && !fault) return
    if (fault)
      log.fatal({ event: stopping.signal.aborted ? 'service.fault-while-stopping' : 'service.stopping', ...asked })
    else log.info({ event: 'service.stopping', ...asked })
    if (fault) exitCode = 1
    stopping.abort()
    resolve()
  }
  watch({ exitWithParent, stop })
  stack.use(giveBackMemory())

  const started = start(stack, stopping.signal).catch((err: unknown) => {
    if (!stopping.signal.aborted) stop({ why: 'start-failed', err }) // else it was told to give up
  })
  // Node keeps compiled code, where it is told to, when a process ends well: one that is killed would leave none.
  const keeping = setTimeout(flushCompileCache, KEEP_CODE_MS).unref()
  await stopAsked
  clearTimeout(keeping)

  const { promise: late, resolve: tellLate } = Promise.withResolvers<'late'>()
  setTimeout(() => tellLate('late'), deadlineMs)
  const closed = started
    .then(() => stack.disposeAsync())
    .then(
      () => 'closed' as const,
      (err: unknown) => {
        log.error({ event: 'service.stop-failed', err })
        return 'failed' as const
      },
    )
  const outcome = await Promise.race([closed, late])
  log.info({ event: 'service.stopped', outcome })
  process.exit(outcome === 'closed' ? exitCode : 1)
}

const watch = ({ exitWithParent, stop }: { exitWithParent: boolean; stop: (asked: Stop) => void }): void => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop({ why: signal }))
  process.on('unhandledRejection', (err) => stop({ why: 'unhandled-rejection', err }))
  process.on('uncaughtException', (err) => stop({ why: 'uncaught-exception', err }))
  if (!exitWithParent) return
  const gone = () => stop({ why: 'parent-gone' })
  process.stdin.once('end', gone).once('close', gone).once('error', gone).resume()
}
