import { BlockList } from 'node:net'
import { z } from 'zod'
import { isRedisUrl, logLevels, readProxies, REDIS_URL_MEND, type LogLevel } from '@parley/runtime'
import { DATABASE_URL_MEND, isDatabaseUrl } from '@parley/store'

/** How the api runs; read once, frozen. */
export type Config = Readonly<{
  databaseUrl: string
  /** A streaming replica that pages and feeds may be read from. */
  databaseReadUrl?: string | undefined
  queueUrl: string
  /** A Redis for what may be lost; absent where this is the only api process. */
  cacheUrl?: string | undefined
  port: number
  host: string
  trustedProxies: BlockList
  logLevel: LogLevel
  /** Stop when the parent closes the pipe on stdin. */
  exitWithParent: boolean
  /** How long a stopping api still serves while /readyz sends callers elsewhere. */
  drainMs: number
  workerMetricsUrl?: string | undefined
  limits: LimitNumbers
  /** Streams of events that may be open at once: in this process, and from one network. */
  streams: Readonly<{ process: number; network: number }>
}>

/** Requests that one caller may make: points in each window of seconds. */
export type LimitNumbers = Readonly<
  Record<'read' | 'write' | 'guarded' | 'badToken', Readonly<{ points: number; seconds: number }> | 'off'>
>

/** Every wrong variable at once, by name; never a value, which may be a password. */
export class ConfigError extends Error {
  constructor(wrong: string[]) {
    super(`These variables are wrong:\n${wrong.map((line) => `  ${line}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

const urlOf = (...schemes: string[]) =>
  z
    .string()
    .refine((text) => schemes.includes(/^([a-z]+):\/\/[^/]/.exec(text)?.[1] ?? ''), {
      message: `is a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    })
    .refine((text) => !text.startsWith('postgres') || isDatabaseUrl(text), DATABASE_URL_MEND)
    .refine((text) => !text.startsWith('redis') || isRedisUrl(text), REDIS_URL_MEND)

const postgres = ['postgres', 'postgresql']
const redis = ['redis', 'rediss']

const limit = (points: number, seconds: number) =>
  z
    .string()
    .regex(/^(?:off|[1-9]\d{0,8}\/[1-9]\d{0,2})$/, 'is requests/seconds (at most 600), such as 30/60, or off')
    .transform((text) => {
      if (text === 'off') return 'off' as const
      const [most = '', window = ''] = text.split('/')
      return { points: Number(most), seconds: Number(window) }
    })
    .refine((one) => one === 'off' || one.seconds <= 600, 'has a window of at most 600 seconds')
    .default({ points, seconds })

const streams = (most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'is a number of streams')
    .transform(Number)
    .default(most)

const variables = z.object({
  DATABASE_URL: urlOf(...postgres),
  DATABASE_READ_URL: urlOf(...postgres).optional(),
  QUEUE_URL: urlOf(...redis, ...postgres),
  CACHE_URL: urlOf(...redis).optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'is a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'is a port number')
    .default(8787),
  HOST: z.string().min(1).default('127.0.0.1'),
  TRUSTED_PROXIES: z.string().default('').transform(proxiesOf),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  PARLEY_PARENT_PIPE: z.enum(['0', '1']).default('0'),
  DRAIN_SECONDS: z
    .string()
    .regex(/^(?:\d|[12]\d|30)$/, 'is 0 to 30 seconds')
    .transform(Number)
    .default(0),
  WORKER_METRICS_URL: urlOf('http', 'https').optional(),
  RATE_LIMIT_READ: limit(3_000, 60),
  RATE_LIMIT_WRITE: limit(30, 60),
  RATE_LIMIT_GUARDED: limit(1_200, 60),
  RATE_LIMIT_BAD_TOKEN: limit(20, 60),
  STREAMS_MAX: streams(12_000),
  STREAMS_PER_NETWORK: streams(100),
})

/** Reads the environment, or throws a `ConfigError` that names all that is wrong. An empty variable counts as absent. */
export const readConfig = (env: Record<string, string | undefined>): Config => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const read = variables.safeParse(set)
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map(({ path, message, code }) => {
        const name = String(path[0])
        return `${name} ${code === 'invalid_type' && !(name in set) ? 'is missing' : message}`
      }),
    )
  }
  const { data } = read
  return Object.freeze({
    databaseUrl: data.DATABASE_URL,
    databaseReadUrl: data.DATABASE_READ_URL,
    queueUrl: data.QUEUE_URL,
    cacheUrl: data.CACHE_URL,
    port: data.PORT,
    host: data.HOST,
    trustedProxies: data.TRUSTED_PROXIES,
    logLevel: data.LOG_LEVEL,
    exitWithParent: data.PARLEY_PARENT_PIPE === '1',
    drainMs: data.DRAIN_SECONDS * 1_000,
    workerMetricsUrl: data.WORKER_METRICS_URL,
    limits: Object.freeze({
      read: data.RATE_LIMIT_READ,
      write: data.RATE_LIMIT_WRITE,
      guarded: data.RATE_LIMIT_GUARDED,
      badToken: data.RATE_LIMIT_BAD_TOKEN,
    }),
    streams: Object.freeze({ process: data.STREAMS_MAX, network: data.STREAMS_PER_NETWORK }),
  })
}

function proxiesOf(text: string, context: z.RefinementCtx): BlockList {
  const proxies = readProxies(text)
  if (!proxies) context.addIssue({ code: 'custom', message: 'is a list of addresses and subnets by commas' })
  return proxies ?? new BlockList()
}
