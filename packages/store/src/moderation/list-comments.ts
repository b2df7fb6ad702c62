import { linkedHost, type Reason, type Status } from '@parley/contracts'
import { sql } from 'kysely'
import { isAppealable } from '../appeals.ts'
import { decisionBehind } from '../comments/decision-behind.ts'
import { withoutNulls } from '../comments/pending.ts'
import { readTrace } from '../comments/trace.ts'
import type { Db } from '../database.ts'
import { pageOf } from '../page-of.ts'

/** A comment as a moderator's queue shows it: its newest version, with the reasons of its last decision. */
export type QueuedComment = {
  siteId: string
  id: string
  /** Of its last event. */
  revision: number
  parentId?: string
  version: number
  /** What readers may see of the comment, which an undecided or held edit leaves in place. */
  status: Status
  /** Where the newest version stands. */
  versionStatus: Status
  articleKey: string
  articleTitle?: string
  articleUrl?: string
  authorName?: string
  authorKey?: string
  body: string
  html: string
  createdAt: Date
  reason?: Reason
  decidedBy?: string
  verdict?: { outcome: string; checks: unknown[]; models: string[]; ms: number }
  reports: number
  /** What its author says against the decision, while nobody has answered. */
  appeal?: { text: string; at: Date }
}

/** Which comments to list. `status` is the newest version's, any when absent; `sites` is what the token is limited to. */
export type QueueFilter = {
  sites?: readonly string[] | undefined
  siteId?: string | undefined
  status?: Status | undefined
  /** Only those whose authors wait for an answer. */
  appealed?: boolean | undefined
  articleKey?: string | undefined
  authorKey?: string | undefined
  host?: string | undefined
  /** Words to be found in the newest version's text or the author's name, whatever their case. */
  q?: string | undefined
  after?: string | undefined
  limit: number
}

type Joined = {
  behind: { reason: Reason | null; by: string } | null
  outcome: string | null
  checks: string
  models: string[]
  ms: number
  appealText: string | null
  appealAt: Date | null
}

/** The moderators' queue, oldest first, in keyset pages. */
export const listComments =
  (db: Db) =>
  async (filter: QueueFilter): Promise<{ items: QueuedComment[]; next?: string }> => {
    const like = filter.q === undefined ? undefined : `%${filter.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    const where = [
      // Spelled out, so that the index of what stands there fits whatever plan is kept.
      filter.status ? sql`c.version_status = ${sql.lit(filter.status)}` : sql`true`,
      filter.appealed ? sql`p.comment_id is not null` : undefined,
      filter.articleKey && sql`a.key = ${filter.articleKey}`,
      filter.authorKey && sql`c.author_key = ${filter.authorKey}`,
      filter.host && sql`c.hosts && array[${filter.host}, ${linkedHost(filter.host)}]::text[] and c.hosts <> '{}'`,
      like && sql`(t.body ilike ${like} or c.author_name ilike ${like})`,
      filter.after && sql`c.id > ${filter.after}::uuid`,
    ].filter((clause) => clause !== undefined && clause !== '')
    const sites = [
      sql`true`,
      filter.sites && sql`s.id = any(${[...filter.sites]})`,
      filter.siteId && sql`s.id = ${filter.siteId}`,
    ].filter((clause) => clause !== undefined && clause !== '')
    // Each site's next ones by its own index, then the first of all of them.
    const { rows } = await sql<QueuedComment & Joined>`
    select listed.* from site s cross join lateral (
    select c.site_id as "siteId", c.id, c.parent_id as "parentId", c.version, c.revision, c.status, c.version_status as "versionStatus",
      a.key as "articleKey", a.title as "articleTitle", a.url as "articleUrl", c.author_name as "authorName",
      c.author_key as "authorKey", t.body, t.html, t.created_at as "createdAt", ${decisionBehind} as behind,
      v.outcome, v.checks, v.models, v.ms, p.text as "appealText", p.at as "appealAt",
      (select count(*)::int from report r where r.site_id = c.site_id and r.comment_id = c.id) as reports
    from comment c
    join article a on a.site_id = c.site_id and a.id = c.article_id
    join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version
    left join event e on e.site_id = c.site_id and e.revision = c.revision and e.comment_id = c.id
    left join decision d on d.site_id = e.site_id and d.id = e.decision_id
    left join appeal p on p.site_id = c.site_id and p.comment_id = c.id and p.answer is null and p.text is not null
      and ${isAppealable}
    left join verdict v on v.site_id = c.site_id and v.comment_id = c.id and v.version = c.version
    where c.site_id = s.id and ${sql.join(where, sql` and `)}
    order by c.id limit ${filter.limit + 1}
    ) listed where ${sql.join(sites, sql` and `)}
    order by listed.id limit ${filter.limit + 1}`.execute(db)
    return pageOf(
      rows.map(({ outcome, checks, models, ms, appealText, appealAt, behind, ...row }) => ({
        ...withoutNulls(row),
        ...(behind && { decidedBy: behind.by, ...(behind.reason && { reason: behind.reason }) }),
        ...(outcome === null ? {} : { verdict: { outcome, checks: readTrace(checks), models, ms } }),
        ...(appealText === null || appealAt === null ? {} : { appeal: { text: appealText, at: appealAt } }),
      })),
      filter.limit,
    )
  }
