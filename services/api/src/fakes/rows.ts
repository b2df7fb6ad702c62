import type { QueuedComment, ReceiptView, Site, VisibleComment } from '@parley/store'

/** An id that ends in a number. */
export const idOf = (number: number): string => `01a20a77-54b8-7179-a75b-${String(number).padStart(12, '0')}`

const at = new Date('2026-11-23T11:00:00Z')

/** A visible comment. */
export const visibleRow = (number: number, over: Partial<VisibleComment> = {}): VisibleComment => ({
  id: idOf(number),
  rootId: idOf(number),
  depth: 0,
  status: 'published',
  authorName: 'Ada',
  html: '<p>Hello.</p>\n',
  version: 1,
  edited: false,
  createdAt: at,
  ...over,
})

/** A comment as its receipt finds it. */
export const receiptRow = (over: Partial<ReceiptView> = {}): ReceiptView => ({
  siteId: 'paper',
  id: idOf(1),
  articleKey: 'welcome',
  status: 'held',
  version: 1,
  versionStatus: 'held',
  reason: 'spam',
  body: 'Hello.',
  createdAt: at,
  ...over,
})

/** A comment of the moderators' list. */
export const queuedRow = (number: number, over: Partial<QueuedComment> = {}): QueuedComment => ({
  siteId: 'paper',
  id: idOf(number),
  version: 1,
  revision: 4,
  status: 'held',
  versionStatus: 'held',
  articleKey: 'welcome',
  authorName: 'Ada',
  body: 'Hello.',
  html: '<p>Hello.</p>\n',
  createdAt: at,
  reports: 0,
  verdict: { outcome: 'held', checks: [{ check: 'links', version: 1, ms: 0.1, signals: [] }], models: [], ms: 1 },
  ...over,
})

/** An article that its owner set. */
export const articleRow = (site: Pick<Site, 'id'>, key: string) => ({
  siteId: site.id,
  id: 1,
  key,
  publishedCount: 3,
  revision: 9,
})
