import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { createDurations, type Durations } from './durations.ts'
import { createTalliedCounter, type TalliedCounter } from './tallied-counter.ts'

/** What this process counts about itself. Sites appear by id, routes by pattern; nothing names a reader. */
export type Measures = {
  readonly registry: Registry
  requests: Durations
  /** Comments and new versions stored as pending. */
  accepted: Counter<'site' | 'kind'>
  /** Drafts refused by the store, by why. */
  refused: Counter<'site' | 'why'>
  /** Comments that moderators and reports moved. The worker counts what its checks decide. */
  moderated: Counter<'site' | 'by' | 'outcome' | 'reason'>
  /** Answers to questions about counts, by whether memory alone could tell. */
  countsServed: TalliedCounter<'from' | 'status'>
  pending: Gauge<'site'>
  oldestPending: Gauge
  waitingJobs: Gauge
  countsHeld: Gauge
  countsSites: Gauge
  countsDropped: Gauge
  streams: Gauge
  streamsDropped: Gauge
  storeUp: Gauge
  queueUp: Gauge
  workerUp: Gauge
}

/** A registry of its own with every family of the api, and what Node tells about its process. */
export const createMeasures = (): Measures => {
  const registry = new Registry()
  const registers = [registry]
  // Every ten milliseconds, as it does unless told, took three hundredths of a core from an idle api.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  return {
    registry,
    requests: createDurations(registry),
    accepted: new Counter({
      name: 'parley_accepted_total',
      help: 'Comments stored as pending: new ones, replays of a stored one, and new versions',
      labelNames: ['site', 'kind'],
      registers,
    }),
    refused: new Counter({
      name: 'parley_refused_total',
      help: 'Drafts and edits that the store refused, by why',
      labelNames: ['site', 'why'],
      registers,
    }),
    moderated: new Counter({
      name: 'parley_moderated_total',
      help: 'Comments moved by moderators and reports; parley_decided_total is what checks decide',
      labelNames: ['site', 'by', 'outcome', 'reason'],
      registers,
    }),
    countsServed: createTalliedCounter({
      name: 'parley_counts_served_total',
      help: 'Answers to questions about counts, by whether memory alone could tell',
      labelNames: ['from', 'status'],
      registers,
    }),
    pending: new Gauge({
      name: 'parley_pending',
      help: 'Comments whose newest version waits for its first decision',
      labelNames: ['site'],
      registers,
    }),
    oldestPending: gauge('parley_oldest_pending_seconds', 'How long the oldest of them has waited'),
    waitingJobs: gauge('parley_queue_waiting', 'Jobs that wait in the queue'),
    countsHeld: gauge('parley_counts_held', 'Counts of articles held in memory'),
    countsSites: gauge('parley_counts_followed_sites', 'Sites whose events are followed'),
    countsDropped: gauge('parley_counts_dropped', 'How often a site’s counts were forgotten since start'),
    streams: gauge('parley_streams_open', 'Streams of events that readers have open'),
    streamsDropped: gauge('parley_streams_dropped', 'Streams ended since start because their readers were too slow'),
    storeUp: gauge('parley_store_up', 'Whether PostgreSQL answered this scrape'),
    queueUp: gauge('parley_queue_up', 'Whether the queue answered this scrape'),
    workerUp: gauge('parley_scrape_worker_up', 'Whether the worker’s metrics, shown below, could be read'),
  }
}
