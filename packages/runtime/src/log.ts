import { writeSync } from 'node:fs'
import { pino, type DestinationStream, type Logger } from 'pino'

/** Levels a service may be told to log from. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** A structured log: `log.info({ event: 'comment.submitted', … })`, errors under `err`. */
export type Log = Logger

/** JSON lines on stdout, one object a line, `event` naming what happened. Never a body, a name, an IP address or a key. */
export const createLog = (
  { service, level = 'info' }: { service: string; level?: LogLevel },
  destination: DestinationStream = inTurns(standardOutput()),
): Log =>
  pino(
    {
      level,
      base: { service }, // no host name and no pid: they say nothing to the reader of one machine's log
      timestamp: isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // Pino repeats the message of what it finds under its error key; under another one it finds nothing.
      errorKey: 'thrown',
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[]
          return Reflect.apply(method, this, [first instanceof Error ? { err: first } : first, ...rest])
        },
      },
      serializers: { err: (err: unknown) => describeError(err), error: (err: unknown) => describeError(err) },
    },
    destination,
  )

let wroteMs = 0
let wroteTime = ''

/** As pino's own, but a moment is written out once however many lines it has. */
const isoTime = (): string => {
  const now = Date.now()
  if (now !== wroteMs) {
    wroteMs = now
    wroteTime = `,"time":"${new Date(now).toISOString()}"`
  }
  return wroteTime
}

/** Writes the lines of one turn of the event loop at once, and what is left when the process ends by itself. */
export const inTurns = (destination: DestinationStream): DestinationStream => {
  let lines: string[] = []
  const flush = (): void => {
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    destination.write(text)
  }
  process.once('exit', flush)
  return {
    write: (line) => {
      if (lines.length === 0) setImmediate(flush)
      lines.push(line)
    },
  }
}

/** How long a reader that is slow to read its pipe is waited for, in milliseconds. */
const PATIENCE_MS = 1_000

/**
 * Standard output, written at once. What it does not take (a full disk, a closed terminal, a pipe that nobody reads) is
 * dropped without an error, for no log may end or hang a service; once it can be written, whole lines follow.
 */
export const standardOutput = (write: (fd: number, bytes: Buffer) => number = writeSync): DestinationStream => {
  let failed = false
  let halfLine = false
  return {
    write: (text) => {
      let rest = Buffer.from(halfLine ? `\n${text}` : text)
      // What was given up once is not waited for again, else each line would cost the service a second.
      const deadline = performance.now() + (failed ? 0 : PATIENCE_MS)
      while (rest.length > 0) {
        try {
          const written = write(1, rest)
          halfLine = rest[written - 1] !== NEWLINE
          rest = rest.subarray(written)
        } catch (err) {
          failed = true
          if (!isBusy(err) || performance.now() >= deadline) return
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
        }
      }
      failed = false
    },
  }
}

const NEWLINE = 0x0a

const isBusy = (err: unknown): boolean => err instanceof Error && 'code' in err && err.code === 'EAGAIN'

export type DescribedError = {
  name: string
  message: string
  code?: string
  stack?: string
  cause?: DescribedError
  errors?: DescribedError[]
}

/**
 * What of an error may be logged: name, code, message and stack. A driver's errors carry rows, parameters and query text in
 * other fields (`detail`, `where`, `command`), so nothing else passes; and values quoted in a message are cut out of it.
 */
export const describeError = (err: unknown, depth = 0): DescribedError => {
  if (!(err instanceof Error)) return { name: typeof err, message: 'something that is no Error was thrown' }
  const message = withoutValues(err)
  const code =
    'code' in err && (typeof err.code === 'string' || typeof err.code === 'number') ? String(err.code) : undefined
  const within = (inner: unknown) => describeError(inner, depth + 1)
  return {
    name: err.name,
    message,
    ...(code !== undefined && { code }),
    ...(err.stack && { stack: [`${err.name}: ${message}`, ...framesOf(err)].join('\n') }),
    ...(depth < 3 && err.cause instanceof Error && { cause: within(err.cause) }),
    ...(depth < 3 && err instanceof AggregateError && { errors: err.errors.slice(0, 5).map(within) }),
  }
}

/** PostgreSQL quotes values and identifiers alike; an identifier follows the word for what it is. */
const QUOTE =
  /(?<=\b(?:relation|table|column|constraint|index|schema|function|type|database|role|extension) )"[a-z_][a-z0-9_.]*"|"/g

const withoutValues = ({ message }: Error): string => {
  const start = message.matchAll(QUOTE).find(([found]) => found === '"')?.index ?? message.length
  const rest = message.slice(start).replace(/"[^]*"|"[^]*$/, '"…"') // to the last quote, for a value may hold quotes
  const unquoted = message.slice(0, start) + rest
  return unquoted.replace(/, with args beginning with:[^]*/, '').slice(0, 500) // Redis repeats an unknown command's arguments
}

/** The stack's lines below its message, which may span lines and hold what the message held. */
const framesOf = ({ stack = '', message }: Error): string[] => {
  const start = message === '' ? 0 : stack.indexOf(message)
  const below = start < 0 ? stack : stack.slice(start + message.length)
  return below.split('\n').filter((line) => /^\s+at \S.*(:\d+:\d+\)?|<anonymous>\)?|native\))$/.test(line))
}
