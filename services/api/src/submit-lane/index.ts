export { createSubmitLane } from './lane.ts'
