import type { AuditedComment } from '@parley/contracts'
import type { AuditedComment as AuditedRow } from '@parley/store'
import { asWire } from './wire.ts'

/** A comment for a blind look. */
export const auditedCommentOf = ({
  siteId,
  articleKey,
  articleTitle,
  articleUrl,
  authorName,
  ...row
}: AuditedRow): AuditedComment =>
  asWire({
    site: siteId,
    article: { key: articleKey, title: articleTitle, url: articleUrl },
    author: { name: authorName },
    ...row,
  })
