import type { ReceiptView, VisibleComment } from '@parley/contracts'
import type { ReceiptView as ReceiptRow, VisibleComment as VisibleRow } from '@parley/store'

/** A comment as everybody sees it. */
export const visibleCommentOf = ({ authorName, createdAt, ...row }: VisibleRow): VisibleComment => ({
  ...row,
  ...(authorName !== undefined && { author: { name: authorName } }),
  createdAt: createdAt.toISOString(),
})

/** A comment as its author sees it. */
export const receiptViewOf = ({
  siteId: _siteId,
  id,
  version,
  status,
  versionStatus,
  shownVersion,
  hidden,
  articleKey,
  articleUrl,
  authorName,
  appeal,
  createdAt,
  decidedAt,
  ...rest
}: ReceiptRow): ReceiptView => ({
  comment: {
    id,
    version,
    status,
    versionStatus,
    ...(shownVersion !== undefined && { shownVersion }),
    ...(hidden && { hidden }),
  },
  article: { key: articleKey, ...(articleUrl !== undefined && { url: articleUrl }) },
  author: { ...(authorName !== undefined && { name: authorName }) },
  ...rest,
  ...(appeal && {
    appeal: {
      status: appeal.status,
      at: appeal.at.toISOString(),
      ...(appeal.answeredAt && { answeredAt: appeal.answeredAt.toISOString() }),
    },
  }),
  createdAt: createdAt.toISOString(),
  ...(decidedAt && { decidedAt: decidedAt.toISOString() }),
})
