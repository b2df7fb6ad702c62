import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import type { Db } from '../database.ts'
import { pageOf } from '../page-of.ts'
import { makeRow } from './standing.ts'

/** A comment that waits for a blind look: all that a reader of it would know, and nothing of what the checks made of it. */
export type AuditedComment = {
  siteId: string
  id: string
  version: number
  /** Of its last event. */
  revision: number
  articleKey: string
  articleTitle?: string
  articleUrl?: string
  authorName?: string
  parentId?: string
  body: string
  html: string
  createdAt: Date
}

/** An audit that was drawn, and what it is of. */
export type DrawnAudit = { commentId: string; version: number; outcome: 'published' | 'rejected' }

/** Which share of each outcome is audited. */
export const AUDIT_SHARES = { published: 0.02, rejected: 0.05 } as const
const EVENTS = 20_000

/** The four bytes below which this share of all hashes lies. */
const below = (share: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(Math.floor(share * 2 ** 32))
  return bytes
}

// Nobody moderates what its author took away or wrote anew, and what a moderator has decided needs no second look.
const stillBlind = sql`c.status <> 'deleted' and c.version = a.version and not exists (
  select from event e join decision d on d.site_id = e.site_id and d.id = e.decision_id and d.actor_kind = 'moderator'
  where e.site_id = a.site_id and e.comment_id = a.comment_id and e.version = a.version and e.kind = 'status')`

/** Audits: a random share of what the checks decided by themselves, for moderators to decide without knowing how. */
export const audits = (db: Db) => ({
  /** Draws from what the checks published and rejected since the last draw, and closes what needs no look any more. Whether a comment
   *  is drawn follows from its id under a secret, so that nobody can steer it; drawing twice changes nothing. */
  draw: async (siteId: string, secret: Buffer): Promise<void> => {
    await makeRow(db, siteId)
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ past: number; until: number }>`
        with reach as (
          select l.audited_through as past, least(s.revision, l.audited_through + ${EVENTS}) as until
          from site_learning l join site s on s.id = l.site_id where l.site_id = ${siteId}
        ), drawn as (
          insert into audit (site_id, comment_id, version, outcome)
          select e.site_id, e.comment_id, e.version, e.to_version_status
          from reach cross join lateral (
            select * from event where site_id = ${siteId} and revision > reach.past and revision <= reach.until
              and kind = 'status' and from_version_status = 'pending' and to_version_status in ('published', 'rejected') offset 0
          ) e
          join decision d on d.site_id = e.site_id and d.id = e.decision_id and d.actor_kind = 'checks'
          where substring(sha256(${secret}::bytea || uuid_send(e.comment_id) || int4send(e.version)) from 1 for 4)
            < case e.to_version_status when 'published' then ${below(AUDIT_SHARES.published)}::bytea
              else ${below(AUDIT_SHARES.rejected)}::bytea end
          on conflict do nothing
        )
        update site_learning set audited_through = reach.until from reach where site_id = ${siteId}
        returning reach.past, reach.until`.execute(tx)
      const [{ past, until } = { past: 0, until: 0 }] = rows
      await sql`
        update audit a set open = false
        from (select distinct comment_id from event where site_id = ${siteId} and revision > ${past} and revision <= ${until} offset 0) moved
        join comment c on c.site_id = ${siteId} and c.id = moved.comment_id
        where a.site_id = ${siteId} and a.open and a.comment_id = c.id and not (${stillBlind})`.execute(tx)
    })
  },

  /** What waits for a blind look, oldest first, of the sites given (all when absent). */
  list: async ({
    sites,
    siteId,
    after,
    limit,
  }: {
    sites?: readonly string[] | undefined
    siteId?: string | undefined
    after?: string | undefined
    limit: number
  }): Promise<{ items: AuditedComment[]; next?: string }> => {
    // Each site's next ones by their index, then the first of all of them.
    const { rows } = await sql<AuditedComment>`
      select next.* from site s cross join lateral (
        select c.site_id as "siteId", c.id, c.version, c.revision, article.key as "articleKey", article.title as "articleTitle",
          article.url as "articleUrl", c.author_name as "authorName", c.parent_id as "parentId", t.body, t.html,
          t.created_at as "createdAt"
        from audit a
        join comment c on c.site_id = a.site_id and c.id = a.comment_id
        join article on article.site_id = c.site_id and article.id = c.article_id
        join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = a.version
        where a.site_id = s.id and a.open and ${stillBlind} ${after ? sql`and a.comment_id > ${after}::uuid` : sql``}
        order by a.comment_id limit ${limit + 1}
      ) next
      where ${sites ? sql`s.id = any(${[...sites]})` : sql`true`} ${siteId ? sql`and s.id = ${siteId}` : sql``}
      order by next.id limit ${limit + 1}`.execute(db)
    return pageOf(rows.map(withoutNulls), limit)
  },

  /** Whether a version waits for a blind look. */
  isOpen: async (siteId: string, commentId: string, version: number): Promise<boolean> => {
    const { rows } = await sql`
      select from audit a join comment c on c.site_id = a.site_id and c.id = a.comment_id
      where a.site_id = ${siteId} and a.comment_id = ${commentId}::uuid and a.version = ${version} and a.open
        and ${stillBlind}`.execute(db)
    return rows.length > 0
  },

  /** The newest audits of a site, answered or not, in no order. */
  drawn: async (siteId: string, newest: number): Promise<DrawnAudit[]> => {
    const rows = await db
      .selectFrom('audit')
      .select(['comment_id', 'version', 'outcome'])
      .where('site_id', '=', siteId)
      .orderBy('comment_id', 'desc')
      .limit(newest)
      .execute()
    return rows.map(({ comment_id, version, outcome }) => ({ commentId: comment_id, version, outcome }))
  },
})
