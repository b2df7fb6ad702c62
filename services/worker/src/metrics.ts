import type { Queue } from '@parley/queue'
import type { Move, PendingComment, Store } from '@parley/store'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What a worker counts, and its text for Prometheus. */
export type Metrics = ReturnType<typeof createMetrics>

const LATENCIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/** Makes the worker's metrics. Gauges of store and queue are read when Prometheus asks, and left out while they are away. */
export const createMetrics = ({ store, queue }: { store: Pick<Store, 'stats'>; queue: Pick<Queue, 'waiting'> }) => {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  const decided = new Counter({
    name: 'parley_decided_total',
    help: 'Versions decided by checks, or held by the sweep, by outcome and reason',
    labelNames: ['outcome', 'reason'],
    registers,
  })
  const latency = new Histogram({
    name: 'parley_decision_latency_seconds',
    help: 'From a comment being stored to its first decision',
    buckets: LATENCIES,
    registers,
  })
  const failures = new Counter({
    name: 'parley_check_failures_total',
    help: 'Comments whose checks threw or hung',
    registers,
  })
  const jobFailures = new Counter({
    name: 'parley_job_failures_total',
    help: 'Jobs that threw and are delivered again',
    registers,
  })
  const deadlocks = new Counter({
    name: 'parley_deadlocks_total',
    help: 'Jobs that a deadlock ended; must stay 0',
    registers,
  })
  const drift = new Gauge({
    name: 'parley_count_drift',
    help: 'Articles and comments the last recount found wrong; must be 0',
    registers,
  })
  read({ name: 'parley_queue_waiting', help: 'Moderation jobs that wait for a worker', registers }, () =>
    queue.waiting(),
  )
  const stats = shortly(() => store.stats())
  read(
    { name: 'parley_pending', help: 'Versions without a first decision', registers },
    async () => (await stats()).pending,
  )
  read(
    { name: 'parley_oldest_pending_seconds', help: 'Age of the oldest version without a first decision', registers },
    async () => (await stats()).oldestPendingMs / 1_000,
  )
  return {
    decided({ to, reason }: Move, { createdAt, version }: Pick<PendingComment, 'createdAt' | 'version'>): void {
      decided.inc({ outcome: to, reason: reason ?? 'none' })
      if (version === 1) latency.observe(Math.max(0, Date.now() - createdAt.getTime()) / 1_000)
    },
    gaveUp: (comments: number): void => decided.inc({ outcome: 'held', reason: 'checks-failed' }, comments),
    failed: (comments: number): void => failures.inc(comments),
    jobFailed(deadlock: boolean): void {
      jobFailures.inc()
      if (deadlock) deadlocks.inc()
    },
    drifted: (wrong: number): void => drift.set(wrong),
    contentType: registry.contentType,
    text: (): Promise<string> => registry.metrics(),
  }
}

const read = (options: { name: string; help: string; registers: Registry[] }, value: () => Promise<number>): void => {
  const gauge: Gauge = new Gauge({
    ...options,
    collect: async () => {
      const now = await value().catch(() => undefined)
      if (now === undefined) gauge.remove() // a reset would say 0
      else gauge.set(now)
    },
  })
}

/** Two gauges of one scrape share a query. */
const shortly = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asked: { at: number; answer: Promise<T> } | undefined
  return () => {
    if (!asked || performance.now() - asked.at > 100) asked = { at: performance.now(), answer: ask() }
    return asked.answer
  }
}
