import { isRedisUrl, logLevels, REDIS_URL_MEND, type LogLevel } from '@parley/runtime'
import { DATABASE_URL_MEND, isDatabaseUrl } from '@parley/store'
import { z } from 'zod'

/** How a worker runs; read once, frozen. */
export type Config = Readonly<{
  databaseUrl: string
  queueUrl: string
  /** Where nudges go: the cache's Redis when there is one, else the database's NOTIFY. */
  nudgeUrl: string
  concurrency: number
  /** Takes jobs of a few comments only, and leaves upkeep, the sweep and owners' requests to workers that do everything. */
  fewOnly: boolean
  /** Whether a site's hook may stand on this machine or in its network, without TLS too. */
  checkersPrivate: boolean
  metrics?: { host: string; port: number }
  logLevel: LogLevel
  exitWithParent: boolean
}>

/** Names every wrong variable at once, and never a value, which may be a password. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const url = (schemes: string) =>
  z
    .string()
    .regex(new RegExp(`^(${schemes.replaceAll(', ', '|')})://[^/]`), `must be a URL that begins with ${schemes}`)
    .refine((text) => !text.startsWith('postgres') || isDatabaseUrl(text), DATABASE_URL_MEND)
    .refine((text) => !text.startsWith('redis') || isRedisUrl(text), REDIS_URL_MEND)
const whole = (from: number, to: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(from, `must be at least ${from}`)
    .max(to, `must be at most ${to}`)

const variables = z.object({
  DATABASE_URL: url('postgres, postgresql'),
  QUEUE_URL: url('redis, rediss, postgres, postgresql'),
  CACHE_URL: url('redis, rediss').optional(),
  WORKER_CONCURRENCY: whole(1, 64).default(4),
  WORKER_JOBS: z.enum(['all', 'few'], { error: 'must be all or few' }).default('all'),
  CHECKERS_PRIVATE: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
  METRICS_PORT: whole(0, 65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  PARLEY_PARENT_PIPE: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
})

/** Reads the worker's variables. Empty ones count as not set. */
export const readConfig = (environment: Record<string, string | undefined>): Config => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const read = variables.safeParse(given)
  if (!read.success) {
    const wrong = read.error.issues.map(({ path: [name], message }) =>
      String(name) in given ? `${String(name)} ${message}` : `${String(name)} is missing`,
    )
    throw new ConfigError(`the worker cannot start: ${wrong.join('; ')}`)
  }
  const { data } = read
  return Object.freeze({
    databaseUrl: data.DATABASE_URL,
    queueUrl: data.QUEUE_URL,
    nudgeUrl: data.CACHE_URL ?? data.DATABASE_URL,
    concurrency: data.WORKER_CONCURRENCY,
    fewOnly: data.WORKER_JOBS === 'few',
    checkersPrivate: data.CHECKERS_PRIVATE === '1',
    ...(data.METRICS_PORT !== undefined && { metrics: { host: data.METRICS_HOST, port: data.METRICS_PORT } }),
    logLevel: data.LOG_LEVEL,
    exitWithParent: data.PARLEY_PARENT_PIPE === '1',
  })
}
