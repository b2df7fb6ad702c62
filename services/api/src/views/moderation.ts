import type { BanView, CommentFile, DecisionView, ModeratedComment, ReportView } from '@parley/contracts'
import type {
  Ban,
  CommentFile as StoredFile,
  DecisionView as DecisionRow,
  QueuedComment,
  Report as ReportRow,
} from '@parley/store'
import { asWire } from './wire.ts'

/** A row with the fields that are nested on the wire taken together; dates become text, absent fields stay absent. */
const located = <R extends Partial<QueuedComment>>(row: R) => {
  const { siteId, articleKey, articleTitle, articleUrl, authorName, authorKey, ...rest } = row
  return {
    site: siteId,
    article: { key: articleKey, title: articleTitle, url: articleUrl },
    author: { name: authorName, key: authorKey },
    ...rest,
  }
}

/** A comment of the moderators' list. */
export const moderatedCommentOf = (row: QueuedComment): ModeratedComment => asWire(located(row))

/** Everything about one comment. */
export const commentFileOf = ({ comment, verdicts, history, ...rest }: StoredFile): CommentFile =>
  asWire({
    comment: located(comment),
    ...rest,
    history: history.map(({ decision, ...step }) => ({ ...step, decision: decision && acted(decision) })),
    verdicts: verdicts.map(({ at: _at, ...verdict }) => verdict),
  })

/** A row of the audit log. */
export const decisionViewOf = ({ siteId, ...row }: DecisionRow): DecisionView => asWire({ site: siteId, ...acted(row) })

const acted = <R extends { actor: string; name?: string }>({ actor, name, ...row }: R) => ({
  ...row,
  actor: { kind: actor, name },
})

/** A ban of a site. */
export const banViewOf = (siteId: string, { setBy, ...ban }: Ban): BanView =>
  asWire({ site: siteId, ...ban, by: setBy })

/** A reader's flag. */
export const reportViewOf = ({ siteId, commentId, ...row }: ReportRow): ReportView =>
  asWire({ site: siteId, comment: commentId, ...row })
