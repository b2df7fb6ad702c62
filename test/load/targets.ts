/** What a figure must reach and what it is meant to: at least or at most so much. */
export type Bound = { least: number } | { most: number }
export type Target = { id: string; what: string; unit: '×' | 'ms' | 'MB' | 's' | 'kB' | ''; must?: Bound; aim?: Bound }

const least = (value: number): Bound => ({ least: value })
const most = (value: number): Bound => ({ most: value })
const rate = (id: string, what: string, must: number, aim: number): Target => ({
  id,
  what,
  unit: '×',
  must: least(must),
  aim: least(aim),
})
const bounded = (id: string, what: string, unit: Target['unit'], must: number, aim?: number): Target => ({
  id,
  what,
  unit,
  must: most(must),
  ...(aim !== undefined && { aim: most(aim) }),
})

/** All that is measured, in the order in which it is told. × is the ratio to a raw `node:http` server unless it says otherwise. */
export const targets = {
  countOfOne: rate('T1', 'counts of 1 article', 0.85, 0.95),
  countOfOneP99: bounded('T1', 'counts of 1 article, p99', 'ms', 2),
  anyCount: { id: 'T1', what: 'counts of 1 article, any of 100,000', unit: '×' },
  countsOf20: rate('T2', 'counts of 20 articles', 0.7, 0.9),
  countsOf100: rate('T2', 'counts of 100 articles', 0.4, 0.9),
  unchanged: rate('T3', 'counts, 304', 0.9, 1),
  accepted: rate('T4', 'accepted durably while deciding', 0.15, 0.25),
  overFramework: rate('T5', 'accepted ÷ Hono and zod with nothing behind', 0.3, 0.45),
  decided: rate('T6', 'decided end to end', 0.14, 0.2),
  backlog: bounded('T6', 'waiting in the last third of a load ÷ in the third before', '', 1.25),
  saturatedP99: bounded('T7', 'accept p99, saturated', 'ms', 35, 18),
  pacedP99: bounded('T7', 'accept p99 at 500 a second', 'ms', 8, 4),
  visibleFirst: { id: 'T8', what: 'the same of a system that just started, p50', unit: 'ms' },
  visibleP50: bounded('T8', 'comment sent to count visible, p50', 'ms', 8, 4),
  visibleP99: bounded('T8', 'comment sent to count visible, p99', 'ms', 40, 12),
  pageAnew: rate('T9', 'first page of 1,000 comments, not kept', 0.15, 0.25),
  laterPage: { id: 'T9', what: 'its later pages, each read for one reader', unit: '×' },
  firstPage: rate('T9', 'first page of 1,000 comments, kept', 0.6, 0.85),
  hotArticle: rate('T10', 'one hot article ÷ 1,000 articles', 0.8, 0.95),
  apiFirst: { id: 'T12', what: 'memory: api, idle after its first start ever', unit: 'MB' },
  apiIdle: bounded('T12', 'memory: api, idle', 'MB', 110, 90),
  apiHolding: bounded('T12', 'memory: api, counts of 100,000 articles', 'MB', 280, 200),
  apiAfter: { id: 'T12', what: 'memory: api, after all of it', unit: 'MB' },
  workerMemory: bounded('T12', 'memory: worker, after all of it', 'MB', 220),
  apiReady: bounded('T13', 'api: start to ready', 's', 1, 0.5),
  workerReady: bounded('T13', 'worker: start to ready', 's', 1, 0.5),
  drained: bounded('T13', 'api: SIGTERM under load to its end', 's', 5),
  drainFailures: bounded('T13', 'requests that failed meanwhile', '', 0),
  firstStart: bounded('T13', 'standalone: first start to ready', 's', 15, 5),
  nextStart: { id: 'T13', what: 'standalone: next start to ready', unit: 's' },
  streamMemory: bounded('T14', '10,000 idle streams, each', 'kB', 20, 17.5),
  broadcast: bounded('T14', 'a change, from the first of them to the last', 'ms', 400, 220),
  goodput: rate('T15', 'at 4 × capacity: accepted ÷ the most accepted', 0.8, 0.95),
  overloadP99: bounded('T15', 'at 4 × capacity: p99 of what is accepted', 'ms', 200),
  overloadMemory: bounded('T15', 'at 4 × capacity: what the api grows by', 'MB', 150),
  overloadOdd: bounded('T15', 'at 4 × capacity: neither accepted nor told when', '', 0),
  acceptedAlone: rate('T16', 'standalone: accepted durably while deciding', 0.05, 0.1),
  decidedAlone: rate('T16', 'standalone: decided end to end', 0.05, 0.1),
  visibleAlone: { id: 'T16', what: 'standalone: sent to count visible, p50', unit: 'ms' },
  drift: bounded('D', 'articles whose count drifted', '', 0),
} as const satisfies Record<string, Target>

/** Whether a figure is within a bound, if there is one. */
export const isWithin = (reached: number, bound: Bound | undefined): boolean => {
  if (!bound) return true
  return 'least' in bound ? reached >= bound.least : reached <= bound.most
}
