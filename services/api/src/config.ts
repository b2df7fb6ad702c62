import type { BlockList } from 'node:net'
import type { LogLevel } from '@parley/runtime'

/** How the api runs; read once, frozen. */
export type Config = {
  databaseUrl: string
  queueUrl: string
  cacheUrl?: string
  port: number
  host: string
  trustedProxies: BlockList
  logLevel: LogLevel
  exitWithParent: boolean
  workerMetricsUrl?: string
  limits: LimitNumbers
}

/** Requests a network may make: points in each window of seconds. */
export type LimitNumbers = Record<'read' | 'write' | 'guarded' | 'badToken', { points: number; seconds: number }>
