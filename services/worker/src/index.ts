/** The parts of a worker, for tests that put them together with faults of their own. */
export { moderate, judgeWithChecks } from './jobs/moderate.ts'
export { recount } from './jobs/recount.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export { startSweep, sweepOnce } from './sweep.ts'
export { createCheckers, CHECKER_MS, type Checkers } from './checkers/checkers.ts'
export { openSideLane, type SideLane } from './checkers/side-lane.ts'
