import { linkedHost, type Reason, type Status } from '@parley/contracts'
import { sql, type RawBuilder } from 'kysely'
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

/** So many comments of a site a page of a search looks through, for no index knows words: a site has more than can be read at once. */
const LOOKED_THROUGH = 20_000

type Joined = {
  behind: { reason: Reason | null; by: string } | null
  outcome: string | null
  checks: string
  models: string[]
  ms: number
  appealText: string | null
  appealAt: Date | null
}

/** The moderators' queue, oldest first, in keyset pages. One of a search may hold less than was asked for, or nothing, and name a next one. */
export const listComments =
  (db: Db) =>
  async (filter: QueueFilter): Promise<{ items: QueuedComment[]; next?: string }> => {
    const edge = filter.q === undefined ? undefined : await findEdge(db, filter)
    const where = [...conditions(filter), ...(edge ? [sql`c.id <= ${edge}::uuid`] : [])]
    if (filter.q !== undefined) where.push(mentions(filter.q))
    // Each site's next ones by an index, then the first of all of them, then what is told of these few.
    const { rows } = await sql<QueuedComment & Joined>`
    with listed as materialized (
      select found.* from site s cross join lateral (
        select c.site_id, c.id from ${candidates(filter)}
        ${filter.q === undefined ? sql`` : newestText}
        where ${sql.join(where, sql` and `)} order by c.id limit ${filter.limit + 1}
      ) found where ${sitesOf(filter)}
      order by found.id limit ${filter.limit + 1}
    )
    select c.site_id as "siteId", c.id, c.parent_id as "parentId", c.version, c.revision, c.status, c.version_status as "versionStatus",
      a.key as "articleKey", a.title as "articleTitle", a.url as "articleUrl", c.author_name as "authorName",
      c.author_key as "authorKey", t.body, t.html, t.created_at as "createdAt", ${decisionBehind} as behind,
      v.outcome, v.checks, v.models, v.ms, p.text as "appealText", p.at as "appealAt",
      (select count(*)::int from report r where r.site_id = c.site_id and r.comment_id = c.id) as reports
    from listed
    join comment c on c.site_id = listed.site_id and c.id = listed.id
    join article a on a.site_id = c.site_id and a.id = c.article_id
    ${newestText}
    left join event e on e.site_id = c.site_id and e.revision = c.revision and e.comment_id = c.id
    left join decision d on d.site_id = e.site_id and d.id = e.decision_id
    left join appeal p on p.site_id = c.site_id and p.comment_id = c.id and ${isOpen}
    left join verdict v on v.site_id = c.site_id and v.comment_id = c.id and v.version = c.version
    order by listed.id`.execute(db)
    const { items, next = edge } = pageOf(
      rows.map(({ outcome, checks, models, ms, appealText, appealAt, behind, ...row }) => ({
        ...withoutNulls(row),
        ...(behind && { decidedBy: behind.by, ...(behind.reason && { reason: behind.reason }) }),
        ...(outcome === null ? {} : { verdict: { outcome, checks: readTrace(checks), models, ms } }),
        ...(appealText === null || appealAt === null ? {} : { appeal: { text: appealText, at: appealAt } }),
      })),
      filter.limit,
    )
    return { items, ...(next !== undefined && { next }) }
  }

/** The last comment that this page of a search looks at; undefined where it comes to the end of what there is. */
const findEdge = async (db: Db, filter: QueueFilter): Promise<string | undefined> => {
  const { rows } = await sql<{ id: string }>`
    select looked.id from site s cross join lateral (
      select c.id from ${candidates(filter)} where ${sql.join(conditions(filter), sql` and `)}
      order by c.id offset ${LOOKED_THROUGH - 1} limit 1
    ) looked where ${sitesOf(filter)} order by looked.id limit 1`.execute(db)
  return rows[0]?.id
}

/** Where the comments of a site `s` are looked for: by their links' hosts or their open appeals, which are few, or among all. */
const candidates = ({ host, appealed }: QueueFilter): RawBuilder<unknown> => {
  if (host !== undefined) {
    return sql`(
        select distinct h.comment_id from comment_host h
        where h.site_id = s.id and h.host in (${host}, ${linkedHost(host)})
      ) linking join comment c on c.site_id = s.id and c.id = linking.comment_id`
  }
  if (appealed) {
    return sql`(
        select comment_id from appeal where site_id = s.id and answer is null offset 0
      ) appealing join comment c on c.site_id = s.id and c.id = appealing.comment_id`
  }
  return sql`comment c`
}

const conditions = (filter: QueueFilter): RawBuilder<unknown>[] => [
  sql`c.site_id = s.id`,
  // Spelled out, so that the index of what stands there fits whatever plan is kept.
  ...(filter.status ? [sql`c.version_status = ${sql.lit(filter.status)}`] : []),
  ...(filter.appealed
    ? [sql`exists (select from appeal p where p.site_id = c.site_id and p.comment_id = c.id and ${isOpen})`]
    : []),
  ...(filter.articleKey
    ? [sql`c.article_id = (select id from article where site_id = s.id and key = ${filter.articleKey})`]
    : []),
  ...(filter.authorKey ? [sql`c.author_key = ${filter.authorKey}`] : []),
  ...(filter.after ? [sql`c.id > ${filter.after}::uuid`] : []),
]

const isOpen = sql`p.answer is null and p.text is not null and ${isAppealable}`

const newestText = sql`join comment_text t on t.site_id = c.site_id and t.comment_id = c.id and t.version = c.version`

/** Beside a comment with its newest text. */
const mentions = (q: string): RawBuilder<unknown> => {
  const like = `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql`(t.body ilike ${like} or c.author_name ilike ${like})`
}

const sitesOf = ({ sites, siteId }: QueueFilter): RawBuilder<unknown> =>
  sql.join(
    [sql`true`, ...(sites ? [sql`s.id = any(${[...sites]})`] : []), ...(siteId ? [sql`s.id = ${siteId}`] : [])],
    sql` and `,
  )
