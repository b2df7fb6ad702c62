import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What this process counts about itself. Sites appear by id, routes by pattern; nothing names a reader. */
export type Measures = {
  readonly registry: Registry
  /** A request answered, by the pattern of its route. */
  requests: Histogram<'method' | 'route' | 'status'>
  /** Comments and new versions stored as pending. */
  accepted: Counter<'site' | 'kind'>
  /** Drafts refused by the store, by why. */
  refused: Counter<'site' | 'why'>
  /** Comments that moderators and reports moved. The worker counts what its checks decide. */
  moderated: Counter<'site' | 'by' | 'outcome' | 'reason'>
  /** Answers to questions about counts, by whether memory alone could tell. */
  countsServed: Counter<'from' | 'status'>
  pending: Gauge<'site'>
  oldestPending: Gauge
  waitingJobs: Gauge
  countsHeld: Gauge
  countsSites: Gauge
  countsDropped: Gauge
  storeUp: Gauge
  queueUp: Gauge
  workerUp: Gauge
}

/** From half a millisecond, for answers from memory, to what nobody waits for. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** A registry of its own with every family of the api, and what Node tells about its process. */
export const createMeasures = (): Measures => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  return {
    registry,
    requests: new Histogram({
      name: 'parley_http_request_duration_seconds',
      help: 'Requests answered, by the pattern of their route',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
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
    countsServed: new Counter({
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
    storeUp: gauge('parley_store_up', 'Whether PostgreSQL answered this scrape'),
    queueUp: gauge('parley_queue_up', 'Whether the queue answered this scrape'),
    workerUp: gauge('parley_scrape_worker_up', 'Whether the worker’s metrics, shown below, could be read'),
  }
}
