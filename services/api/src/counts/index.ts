export { createCounts, type Counts } from './counts.ts'
