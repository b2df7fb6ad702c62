/** How long a page of comments may be kept by caches: as long as a change may take to be known anyway. */
export const PAGE_CACHE_CONTROL = 'public, max-age=1, stale-while-revalidate=5'
