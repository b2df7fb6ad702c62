import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import { appealOf, readAppeal, type AppealView } from '../appeals.ts'
import { copyKeys, copyKeysOf, copySalt } from '../copy-keys.ts'
import { similarityOf } from '../similarity.ts'
import { withoutNulls } from '../comments/pending.ts'
import { readTrace } from '../comments/trace.ts'
import type { Db } from '../database.ts'

/** One event of a comment, with the decision behind it. */
export type HistoryEntry = {
  revision: number
  kind: string
  version: number
  from: Status
  to: Status
  fromVersion: Status
  toVersion: Status
  at: Date
  decision?: {
    id: string
    actor: string
    name?: string
    action: string
    reason?: string
    note?: string
    undoes?: string
  }
}

/** A comment with every version, its history, its verdicts' traces and its near copies on the site, of a month before and after. */
export type CommentFile = {
  comment: {
    siteId: string
    id: string
    parentId?: string
    depth: number
    status: Status
    version: number
    revision: number
    versionStatus: Status
    shownVersion?: number
    visible: boolean
    articleKey: string
    articleTitle?: string
    articleUrl?: string
    authorName?: string
    authorKey?: string
    hosts: string[]
    createdAt: Date
    decidedAt?: Date
  }
  versions: { version: number; body: string; html: string; status: string; createdAt: Date }[]
  history: HistoryEntry[]
  verdicts: { version: number; outcome: string; checks: unknown[]; models: string[]; ms: number; at: Date }[]
  copies: { id: string; similarity: number; status: Status; body: string }[]
  reports: { id: string; version: number; reason: string; note?: string; at: Date }[]
  appeal?: AppealView & { version: number; text?: string }
}

const NEAR = 0.5

/** All that is known of one comment, for a moderator. */
export const showComment =
  (db: Db) =>
  async (siteId: string, id: string): Promise<CommentFile | undefined> => {
    const { rows } = await sql<CommentFile['comment'] & { fingerprint: number[] | null }>`
    select c.site_id as "siteId", c.id, c.parent_id as "parentId", c.depth, c.status, c.version, c.revision,
      c.version_status as "versionStatus", c.shown_version as "shownVersion", c.visible, a.key as "articleKey",
      a.title as "articleTitle", a.url as "articleUrl", c.author_name as "authorName", c.author_key as "authorKey", c.hosts,
      c.created_at as "createdAt", c.decided_at as "decidedAt", c.fingerprint
    from comment c join article a on a.site_id = c.site_id and a.id = c.article_id
    where c.site_id = ${siteId} and c.id = ${id}::uuid`.execute(db)
    const [row] = rows
    if (!row) return undefined
    const { fingerprint, ...comment } = row
    const [versions, verdicts, reports, history, copies, appeal] = await Promise.all([
      db
        .selectFrom('comment_text')
        .selectAll()
        .where('site_id', '=', siteId)
        .where('comment_id', '=', id)
        .orderBy('version')
        .execute(),
      db
        .selectFrom('verdict')
        .selectAll()
        .where('site_id', '=', siteId)
        .where('comment_id', '=', id)
        .orderBy('version')
        .execute(),
      db
        .selectFrom('report')
        .selectAll()
        .where('site_id', '=', siteId)
        .where('comment_id', '=', id)
        .orderBy('id')
        .execute(),
      findHistory(db, siteId, id),
      fingerprint ? findCopies(db, siteId, comment, fingerprint) : [],
      findAppeal(db, siteId, id),
    ])
    return {
      comment: withoutNulls(comment),
      versions: versions.map(({ version, body, html, status, created_at }) => ({
        version,
        body,
        html,
        status: status ?? comment.versionStatus,
        createdAt: created_at,
      })),
      history,
      verdicts: verdicts.map(({ version, outcome, checks, models, ms, at }) => ({
        version,
        outcome,
        checks: readTrace(checks),
        models,
        ms,
        at,
      })),
      copies,
      ...(appeal && { appeal }),
      reports: reports.map(({ id: report, version, reason, note, at }) => ({
        id: report,
        version,
        reason,
        at,
        ...(note === null ? {} : { note }),
      })),
    }
  }

const findAppeal = async (db: Db, siteId: string, id: string): Promise<CommentFile['appeal']> => {
  const { rows } = await sql<{ appeal: AppealView | null; version: number; text: string | null }>`
    select ${appealOf} as appeal, p.version, p.text from comment c
    join appeal p on p.site_id = c.site_id and p.comment_id = c.id
    where c.site_id = ${siteId} and c.id = ${id}::uuid`.execute(db)
  const [row] = rows
  if (!row?.appeal) return undefined
  return { ...readAppeal(row.appeal), version: row.version, ...(row.text === null ? {} : { text: row.text }) }
}

const findHistory = async (db: Db, siteId: string, id: string): Promise<HistoryEntry[]> => {
  type Row = Omit<HistoryEntry, 'decision'> & { decision: NonNullable<HistoryEntry['decision']> | null }
  const { rows } = await sql<Row>`
    select e.revision, e.kind, e.version, e.from_status as "from", e.to_status as "to",
      e.from_version_status as "fromVersion", e.to_version_status as "toVersion", e.at,
      case when d.id is not null then json_build_object('id', d.id, 'actor', d.actor_kind, 'name', d.actor_name, 'action', d.action,
        'reason', d.reason, 'note', d.note, 'undoes', d.undoes) end as decision
    from event e left join decision d on d.site_id = e.site_id and d.id = e.decision_id
    where e.site_id = ${siteId} and e.comment_id = ${id}::uuid order by e.revision`.execute(db)
  return rows.map(({ decision, ...entry }) => ({ ...entry, ...(decision ? { decision: withoutNulls(decision) } : {}) }))
}

const findCopies = async (
  db: Db,
  siteId: string,
  { id, createdAt }: { id: string; createdAt: Date },
  fingerprint: number[],
): Promise<CommentFile['copies']> => {
  const at = sql`${createdAt}::timestamptz`
  const { rows } = await sql<{ id: string; fingerprint: number[]; status: Status; body: string }>`
    select c.id, c.fingerprint, c.version_status as status, t.body from (
      select ${fingerprint}::int[] as print, ${copySalt(siteId, at)} as of_then,
        ${copySalt(siteId, sql`${at} - interval '30 days'`)} as of_before, ${copySalt(siteId, sql`${at} + interval '30 days'`)} as of_after offset 0
    ) wanted
    cross join lateral (
      select site_id, id, version, fingerprint, version_status from comment
      where ${copyKeys} && ${copyKeysOf(sql`wanted.print`, [sql`of_then`, sql`of_before`, sql`of_after`])} and fingerprint is not null offset 0
    ) c
    join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version
    where c.site_id = ${siteId} and c.id <> ${id}::uuid limit 200`.execute(db)
  return rows
    .map(({ fingerprint: other, ...copy }) => ({ ...copy, similarity: similarityOf(fingerprint, other) }))
    .filter(({ similarity }) => similarity >= NEAR)
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, 50)
}
