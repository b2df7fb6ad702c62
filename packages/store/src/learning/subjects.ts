import type { Mode } from '@parley/contracts'
import { sql } from 'kysely'
import { withoutNulls } from '../comments/pending.ts'
import { withTrace, type Traced } from '../comments/trace.ts'
import { rowsOf, type Db } from '../database.ts'

/** A decided version with what can be brought back of what its checks knew. */
export type DecidedSubject = {
  commentId: string
  version: number
  body: string
  authorName?: string
  authorKey?: string
  mode: Mode
  siteHosts: string[]
  hosts: string[]
  articleTitle?: string
  facts: Record<string, unknown>
  /** What the checks noticed then; absent where none judged it. */
  checks?: unknown[]
  /** The author's earlier comments, as they stand today: decided ones, and published ones. */
  earlierDecided: number
  earlierPublished: number
}

/** Some decided versions of a site as their checks saw them, in no order; without those that were erased since. */
export const readDecidedSubjects =
  (db: Db) =>
  async (siteId: string, wanted: readonly { commentId: string; version: number }[]): Promise<DecidedSubject[]> => {
    if (wanted.length === 0) return []
    const rows = wanted.map(({ commentId, version }) => ({ comment_id: commentId, version }))
    const { rows: found } = await sql<Traced<DecidedSubject>>`
    select c.id as "commentId", t.version, t.body, c.author_name as "authorName", c.author_key as "authorKey",
      coalesce(a.mode, s.mode) as mode, s.hosts as "siteHosts", c.hosts, a.title as "articleTitle", c.facts, v.checks,
      past.decided as "earlierDecided", past.published as "earlierPublished"
    from ${rowsOf(rows, 'comment_id uuid, version int')}
    join site s on s.id = ${siteId}
    cross join lateral (select * from comment where site_id = ${siteId} and id = r.comment_id offset 0) c
    cross join lateral (
      select * from comment_text where site_id = ${siteId} and comment_id = c.id and version = r.version and body <> '' offset 0
    ) t
    cross join lateral (select title, mode from article where site_id = ${siteId} and id = c.article_id offset 0) a
    cross join lateral (
      select count(*) filter (where status not in ('pending', 'deleted'))::int as decided,
        count(*) filter (where status = 'published')::int as published
      from (
        select status from comment
        where site_id = ${siteId} and author_key = c.author_key and id < c.id order by id desc limit 200
      ) earlier
    ) past
    left join verdict v on v.site_id = ${siteId} and v.comment_id = c.id and v.version = t.version`.execute(db)
    return found.map((row) => withTrace(withoutNulls(row)))
  }
