export { createFirstPages, type FirstPages, type ReadPage } from './first-pages.ts'
export { createFirstPagesLane } from './lane.ts'
export { PAGE_CACHE_CONTROL } from './page-cache-control.ts'
export { shareReads } from './share-reads.ts'
