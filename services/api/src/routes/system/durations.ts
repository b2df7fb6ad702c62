import { Histogram, type Registry } from 'prom-client'

type Labels = 'method' | 'route' | 'status'

/** How long requests took, by the pattern of their route. */
export type Durations = {
  observe(labels: Record<Labels, string>, seconds: number): void
  /** The same for one set of labels that is observed a hundred thousand times a second: a few additions each. */
  tally(labels: Record<Labels, string>): (seconds: number) => void
}

const NAME = 'parley_http_request_duration_seconds'
const HELP = 'Requests answered, by the pattern of their route'
/** From half a millisecond, for answers from memory, to what nobody waits for. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

type Tally = { labels: Record<Labels, string>; counts: Float64Array; sum: number }

/** One family of the registry: what prom-client's histogram observed, and the tallies as samples of the same family. */
export const createDurations = (registry: Registry): Durations => {
  const histogram = new Histogram({
    name: NAME,
    help: HELP,
    labelNames: ['method', 'route', 'status'],
    buckets: BOUNDS,
    registers: [],
  })
  const tallies: Tally[] = []
  // The registry asks a metric for its name and its values and nothing else.
  const family = {
    name: NAME,
    help: HELP,
    get: async () => {
      const { values, ...rest } = await histogram.get()
      return { ...rest, values: mergeTallies(values, tallies) }
    },
  }
  registry.registerMetric(family as unknown as Histogram)

  return {
    observe: (labels, seconds) => histogram.observe(labels, seconds),
    tally: (labels) => {
      const tally: Tally = { labels, counts: new Float64Array(BOUNDS.length + 1), sum: 0 }
      tallies.push(tally)
      return (seconds) => {
        let at = 0
        while (at < BOUNDS.length && seconds > (BOUNDS[at] as number)) at += 1
        tally.counts[at] = (tally.counts[at] as number) + 1
        tally.sum += seconds
      }
    },
  }
}

type Sample = { value: number; labels: Partial<Record<Labels | 'le', string | number>>; metricName?: string }

/** Adds what was tallied to the samples of the same labels, or puts it beside them. */
const mergeTallies = (samples: Sample[], tallies: readonly Tally[]): Sample[] => {
  const byName = new Map(samples.map((sample) => [nameOf(sample), sample]))
  for (const sample of tallies.flatMap(samplesOf)) {
    const same = byName.get(nameOf(sample))
    if (same) same.value += sample.value
    else byName.set(nameOf(sample), sample)
  }
  return [...byName.values()]
}

const nameOf = ({ metricName, labels: { method, route, status, le = '' } }: Sample): string =>
  [metricName, method, route, status, le].join(' ')

const samplesOf = ({ labels, counts, sum }: Tally): Sample[] => {
  let below = 0
  const buckets = [...BOUNDS, '+Inf'].map((le, at) => {
    below += counts[at] as number
    return { value: below, labels: { le, ...labels }, metricName: `${NAME}_bucket` }
  })
  if (below === 0) return []
  return [
    ...buckets,
    { value: sum, labels, metricName: `${NAME}_sum` },
    { value: below, labels, metricName: `${NAME}_count` },
  ]
}
