export { createCounts, type Counts } from './counts.ts'
export { createCountsLane, type CountsLane } from './lane.ts'
