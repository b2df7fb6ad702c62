import { rules, type Mode, type Rules } from '@parley/contracts'
import { sql, type RawBuilder } from 'kysely'
import { lockSites } from './apply.ts'
import type { Db } from '../database.ts'

/** A version that waits for its first decision, with what its checks need of its site and article. */
export type PendingComment = {
  siteId: string
  id: string
  version: number
  body: string
  authorName?: string
  authorKey?: string
  articleId: number
  articleKey: string
  articleTitle?: string
  articleUrl?: string
  parentId?: string
  mode: Mode
  rules: Rules
  siteHosts: string[]
  hosts: string[]
  facts: Record<string, unknown>
  failures: number
  asks: number
  holdOnly: boolean
  /** Readers see an older version of it. */
  isShown?: boolean
  createdAt: Date
}

/** How many failures of its checks hold a comment. */
export const MAX_FAILURES = 6

/** The still pending ones among the given comments of a site. */
export const findPending =
  (db: Db) =>
  async (siteId: string, ids: readonly string[]): Promise<PendingComment[]> => {
    if (ids.length === 0) return []
    const { rows } = await sql<Record<string, unknown> & { rules: unknown }>`
    select c.site_id as "siteId", c.id, c.version, t.body, c.author_name as "authorName", c.author_key as "authorKey",
      c.article_id as "articleId", a.key as "articleKey", a.title as "articleTitle", a.url as "articleUrl", c.parent_id as "parentId", coalesce(a.mode, s.mode) as mode, s.rules,
      s.hosts as "siteHosts", c.hosts, c.facts, c.failures, c.asks, c.hold_only as "holdOnly", c.status = 'published' as "isShown", c.created_at as "createdAt"
    from unnest(${[...new Set(ids)]}::uuid[]) as asked(id)
    cross join lateral (
      -- Fenced off, here and below: before statistics are known, all rows of a site look as few as one.
      select * from comment known where known.site_id = ${siteId} and known.id = asked.id offset 0
    ) c
    join site s on s.id = c.site_id
    cross join lateral (
      select key, title, url, mode from article where site_id = c.site_id and id = c.article_id offset 0
    ) a
    cross join lateral (
      select body from comment_text where site_id = c.site_id and comment_id = c.id and version = c.version offset 0
    ) t
    where c.version_status = 'pending' and c.status <> 'deleted'
    order by c.id`.execute(db)
    const parsed = rules.parse(rows[0]?.rules ?? {}) // one site, one set of rules
    return rows.map((row) => ({ ...withoutNulls(row), rules: parsed }) as PendingComment)
  }

/** A row without its null columns, which the domain knows as absent. */
export const withoutNulls = <T extends object>(row: T): T => {
  const known: Partial<T> = {}
  for (const name in row) if (row[name] !== null) known[name] = row[name]
  return known as T
}

const isLate = sql`asked_at < now() - least(60, 10 * power(2, least(greatest(asks, 1), 4) - 1)) * interval '1 second'`
/** Asked for later than can have been: the database's clock was set back since. */
const isAhead = sql`asked_at > now() + interval '1 minute'`

/** The sweep's claim: pending comments whose lease (10 s, doubling with each ask, at most 60 s) is over get a new one, oldest
 *  first, and so do those asked for in what is the future now. Sweeps that run at once share nothing out twice. */
export const claimForAsking =
  (db: Db) =>
  async (limit: number): Promise<{ siteId: string; id: string }[]> => {
    const late = await claim(db, isLate, limit)
    // By itself: as one condition both would look along all that is asked for.
    return late.length < limit ? [...late, ...(await claim(db, isAhead, limit - late.length))] : late
  }

const claim = async (db: Db, isDue: RawBuilder<unknown>, limit: number): Promise<{ siteId: string; id: string }[]> => {
  const { rows } = await sql<{ siteId: string; id: string }>`
    update comment c set asked_at = now(), asks = least(c.asks + 1, 30000)
    from (
      select site_id, id from comment
      where version_status = 'pending' and failures < ${MAX_FAILURES} and ${isDue}
      order by asked_at limit ${limit} for no key update skip locked
    ) due
    where c.site_id = due.site_id and c.id = due.id
    returning c.site_id as "siteId", c.id`.execute(db)
  return rows
}

/** Pending comments whose checks failed six times: the sweep holds them. They have an index of their own, which is over this number
 *  too: a parameter would not tell that it holds them all. */
export const findFailing =
  (db: Db) =>
  async (limit: number): Promise<{ siteId: string; id: string; version: number }[]> => {
    const { rows } = await sql<{ siteId: string; id: string; version: number }>`
    select site_id as "siteId", id, version from comment
    where version_status = 'pending' and failures >= ${sql.lit(MAX_FAILURES)} order by asked_at limit ${limit}`.execute(
      db,
    )
    return rows
  }

/** Notes one more failure of the checks for each comment. */
export const recordFailures =
  (db: Db) =>
  async (siteId: string, ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return
    await db.transaction().execute(async (tx) => {
      await lockSites(tx, [siteId]) // row locks are only ever taken one after the other under it
      await sql`update comment set failures = failures + 1
      where site_id = ${siteId} and id = any(${[...ids]}::uuid[]) and version_status = 'pending'`.execute(tx)
    })
  }

/** How many leases one statement voids: a long backlog takes longer than a statement may. */
const VOIDED_AT_ONCE = 10_000

/** Makes every comment pending now due at once: the queue lost what it had been asked. Some at a time, those asked first before others;
 *  a lease given meanwhile is of the queue as it is now and stays. Answers how many. */
export const voidLeases = (db: Db) => async (): Promise<number> => {
  let voided = 0
  // As text, which keeps their microseconds.
  let from = '-infinity'
  const { rows: clock } = await sql<{ until: string }>`select now()::text as until`.execute(db)
  for (;;) {
    const { rows } = await sql<{ count: number; last: string | null }>`
      with due as (
        select site_id, id, asked_at from comment
        where version_status = 'pending' and asked_at > '-infinity' and asked_at >= ${from}::timestamptz
          and (asked_at <= ${clock[0]?.until}::timestamptz or ${isAhead})
        order by asked_at limit ${VOIDED_AT_ONCE} for no key update skip locked
      ), voided as (
        update comment c set asked_at = '-infinity', asks = 0 from due
        where c.site_id = due.site_id and c.id = due.id returning due.asked_at
      )
      select count(*)::int as count, max(asked_at)::text as last from voided`.execute(db)
    const { count = 0, last = null } = rows[0] ?? {}
    voided += count
    if (count < VOIDED_AT_ONCE || last === null) return voided
    from = last
  }
}
