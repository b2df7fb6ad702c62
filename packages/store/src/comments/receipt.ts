import type { Reason, Status } from '@parley/contracts'
import { sql } from 'kysely'
import { appealOf, readAppeal, type AppealView } from '../appeals.ts'
import type { Db } from '../database.ts'
import { decisionBehind } from './decision-behind.ts'
import { withoutNulls } from './pending.ts'

/** What a comment's author is told of it. `body` is the newest version's text. */
export type ReceiptView = {
  siteId: string
  id: string
  articleKey: string
  articleUrl?: string
  status: Status
  version: number
  versionStatus: Status
  shownVersion?: number
  /** Published, but below a comment that readers do not see. */
  hidden?: true
  reason?: Reason
  body?: string
  authorName?: string
  appeal?: AppealView
  createdAt: Date
  decidedAt?: Date
}

/** The comment of a receipt, when the secret's hash (hex) is its own. */
export const findByReceipt =
  (db: Db) =>
  async (siteId: string, commentId: string, receiptHash: string): Promise<ReceiptView | undefined> => {
    const { rows } = await sql<ReceiptView>`
      select c.site_id as "siteId", c.id, a.key as "articleKey", a.url as "articleUrl", c.status, c.version,
        c.version_status as "versionStatus", c.shown_version as "shownVersion",
        case when c.status = 'published' and not c.visible then true end as hidden,
        case when c.version_status in ('held', 'rejected', 'removed') then ${decisionBehind} ->> 'reason' end as reason,
        case when c.status <> 'deleted' then t.body end as body, c.author_name as "authorName",
        c.created_at as "createdAt", c.decided_at as "decidedAt",
        ${appealOf} as appeal
      from comment c
      join article a on a.site_id = c.site_id and a.id = c.article_id
      left join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version
      left join appeal p on p.site_id = c.site_id and p.comment_id = c.id
      left join event e on e.site_id = c.site_id and e.revision = c.revision and e.comment_id = c.id
      left join decision d on d.site_id = e.site_id and d.id = e.decision_id
      where c.site_id = ${siteId} and c.id = ${commentId}::uuid and c.receipt_hash = decode(${receiptHash}, 'hex')`.execute(
      db,
    )
    const [row] = rows
    if (!row) return undefined
    const { appeal, ...rest } = withoutNulls(row)
    return { ...rest, ...(appeal && { appeal: readAppeal(appeal) }) }
  }
