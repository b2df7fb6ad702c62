export { createFirstPages, type FirstPages } from './first-pages.ts'
export { createFirstPagesLane } from './lane.ts'
export { PAGE_CACHE_CONTROL } from './page-cache-control.ts'
export { shareReads } from './share-reads.ts'
