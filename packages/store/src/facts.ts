import { sql } from 'kysely'
import { stands } from './bans.ts'
import { copyKeys, copyKeysOf, copySalt } from './copy-keys.ts'
import { similarityOf } from './similarity.ts'
import type { PendingComment } from './comments/pending.ts'
import { rowsOf, type Db, type Session } from './database.ts'
import { atOnce } from './transact.ts'

/** What the store knows of an author, numbers of the same site only. */
export type AuthorFacts = {
  /** Whether a comment of theirs was decided before. */
  known: boolean
  published: number
  rejected90Days: number
  lastDecided: number
  lastRejected: number
  recent: number
}

/** An earlier comment of the site with the same or nearly the same text. */
export type CopyFacts = {
  commentId: string
  /** The version whose text that is. */
  version: number
  similarity: number
  rejected: boolean
  /** No moderator turned it down: checks did, or what else it carried. */
  byChecks?: true
  sameArticle: boolean
  sameAuthor: boolean
  /** The wave that it is in. */
  waveId?: string
}

/** How a link's host was met on the site before. */
export type HostFacts = { authorsLastHour: number; rejected: number; published: number }

/** Everything gathered about one pending comment. */
export type GatheredFacts = {
  author: AuthorFacts
  copies: CopyFacts[]
  hosts: Record<string, HostFacts>
  bans: { kind: 'author' | 'host' | 'phrase'; value: string }[]
}

const NEAR = 0.5
const MOST_COPIES = 40
const unknownAuthor: AuthorFacts = {
  known: false,
  published: 0,
  rejected90Days: 0,
  lastDecided: 0,
  lastRejected: 0,
  recent: 1,
}

// `offset 0` keeps the site out of the index conditions: before statistics are known, a primary key that starts with it
// looks cheaper than the index on what is really rare.

/** Gathers facts for the pending comments of one site in four statements sent at once, whatever their number. Histories are cut to each
 *  author's last 200 comments, each host's newest 200 and each text's first 40 finds, so that a flood does not slow its own checks down. */
export const gatherFacts =
  (db: Db) =>
  async (
    pending: readonly PendingComment[],
    fingerprints: ReadonlyMap<string, number[]>,
  ): Promise<Map<string, GatheredFacts>> => {
    const siteId = pending[0]?.siteId
    if (siteId === undefined) return new Map()
    const [authors, copies, hosts, bans] = await atOnce(db, (session) =>
      Promise.all([
        findAuthors(session, siteId, pending),
        findCopies(session, siteId, pending, fingerprints),
        findHosts(session, siteId, [...new Set(pending.flatMap((one) => one.hosts))]),
        findBans(session, siteId, pending),
      ]),
    )
    return new Map(
      pending.map((one) => [
        one.id,
        {
          author: withoutItself(one, authors),
          copies: copies.get(one.id) ?? [],
          hosts: Object.fromEntries(
            one.hosts.map((host) => [host, hosts.get(host) ?? { authorsLastHour: 0, rejected: 0, published: 0 }]),
          ),
          bans: bans.filter(
            ({ kind, value }) =>
              kind === 'phrase' ||
              (kind === 'author'
                ? value === one.authorKey
                : one.hosts.some((host) => host === value || host.endsWith(`.${value}`))),
          ),
        },
      ]),
    )
  }

/** What is known of a comment's author by the others: one that is edited is no published comment before itself. */
const withoutItself = (
  { authorKey, isShown = false }: PendingComment,
  authors: Map<string, AuthorFacts>,
): AuthorFacts => {
  const known = (authorKey === undefined ? undefined : authors.get(authorKey)) ?? unknownAuthor
  return isShown && known.published > 0 ? { ...known, published: known.published - 1 } : known
}

const findAuthors = async (
  db: Session,
  siteId: string,
  pending: readonly PendingComment[],
): Promise<Map<string, AuthorFacts>> => {
  const keys = [...new Set(pending.flatMap(({ authorKey }) => (authorKey === undefined ? [] : [authorKey])))]
  if (keys.length === 0) return new Map()
  const { rows } = await sql<AuthorFacts & { key: string }>`
    select k.key, f.published, f.rejected as "rejected90Days", f.decided as "lastDecided", f.turned as "lastRejected", f.recent,
      f.decided > 0 as known
    from unnest(${keys}::text[]) as k(key) cross join lateral (
      select count(*) filter (where status = 'published')::int as published,
        count(*) filter (where status in ('rejected', 'removed') and decided_at > now() - interval '90 days')::int as rejected,
        count(*) filter (where status not in ('pending', 'deleted') and nth <= 20)::int as decided,
        count(*) filter (where status in ('rejected', 'removed') and nth <= 20)::int as turned,
        count(*) filter (where created_at > now() - interval '60 seconds')::int as recent
      from (
        select c.status, c.created_at, c.decided_at,
          sum((c.status not in ('pending', 'deleted'))::int) over (order by c.id desc) as nth
        from (
          select id, status, created_at, decided_at from comment
          where site_id = ${siteId} and author_key = k.key order by id desc limit 200
        ) c
      ) numbered
    ) f`.execute(db)
  return new Map(rows.map(({ key, ...facts }) => [key, facts]))
}

/** The earlier comments of a site that pending ones copy, by the pending one's id. */
export const findCopies = async (
  db: Session,
  siteId: string,
  pending: readonly PendingComment[],
  fingerprints: ReadonlyMap<string, number[]>,
): Promise<Map<string, CopyFacts[]>> => {
  const wanted = pending.flatMap((one) => {
    const fingerprint = fingerprints.get(one.id)
    return fingerprint ? [{ one, fingerprint, row: { id: one.id, fingerprint: `{${fingerprint.join(',')}}` } }] : []
  })
  if (wanted.length === 0) return new Map()
  type Found = {
    of: string
    id: string
    version: number
    fingerprint: string
    status: string
    holdOnly: boolean
    articleId: number
    authorKey: string | null
    waveId: string | null
  }
  const { rows } = await sql<Found>`
    select r.id as of, c.id, c.version, c.fingerprint::text as fingerprint, c.version_status as status, c.hold_only as "holdOnly", c.article_id as "articleId", c.author_key as "authorKey", w.wave_id as "waveId"
    from ${rowsOf(
      wanted.map(({ row }) => row),
      'id uuid, fingerprint int[]',
    )}
    cross join (
      select ${copySalt(siteId, sql`now()`)} as of_now, ${copySalt(siteId, sql`now() - interval '30 days'`)} as of_before offset 0
    ) salt
    cross join lateral (
      select * from (
        select site_id, id, version, fingerprint, version_status, hold_only, article_id, author_key, created_at from comment
        where ${copyKeys} && ${copyKeysOf(sql`r.fingerprint`, [sql`salt.of_now`, sql`salt.of_before`])}
          and fingerprint is not null offset 0
      ) alike
      where site_id = ${siteId} and id <> r.id and created_at > now() - interval '30 days' limit ${MOST_COPIES}
    ) c
    left join lateral (
      select wave_id from wave_member where site_id = ${siteId} and comment_id = c.id offset 0
    ) w on true`.execute(db)
  const byId = new Map(wanted.map((entry) => [entry.one.id, entry]))
  const copies = new Map<string, CopyFacts[]>()
  for (const found of rows) {
    const { one, fingerprint } = byId.get(found.of) as (typeof wanted)[number]
    const similarity = similarityOf(fingerprint, readFingerprint(found.fingerprint))
    if (similarity < NEAR) continue
    const rejected = found.status === 'rejected' || found.status === 'removed'
    const copy = {
      commentId: found.id,
      version: found.version,
      similarity,
      rejected,
      ...(rejected && !found.holdOnly && { byChecks: true as const }),
      sameArticle: found.articleId === one.articleId,
      sameAuthor: one.authorKey !== undefined && found.authorKey === one.authorKey,
      ...(found.waveId !== null && { waveId: found.waveId }),
    }
    copies.set(found.of, [...(copies.get(found.of) ?? []), copy])
  }
  return copies
}

/** An array of PostgreSQL's as it prints it, which is quicker read here than by a reader of all arrays there can be. */
const readFingerprint = (printed: string): number[] => printed.slice(1, -1).split(',').map(Number)

const findHosts = async (db: Session, siteId: string, hosts: string[]): Promise<Map<string, HostFacts>> => {
  if (hosts.length === 0) return new Map()
  const { rows } = await sql<HostFacts & { host: string }>`
    select h.host, f.* from unnest(${hosts}::text[]) as h(host) cross join lateral (
      select count(distinct coalesce(author_key, id::text)) filter (where created_at > now() - interval '1 hour')::int as "authorsLastHour",
        count(*) filter (where version_status in ('rejected', 'removed') and (hold_only or not facts ? 'trap'))::int as rejected,
        count(*) filter (where version_status = 'published')::int as published
      from (
        select comment_id from comment_host
        where site_id = ${siteId} and host = h.host order by comment_id desc limit 200
      ) newest
      cross join lateral (
        select id, author_key, version_status, hold_only, facts, created_at from comment where site_id = ${siteId} and id = newest.comment_id offset 0
      ) c
      where c.created_at > now() - interval '30 days'
    ) f`.execute(db)
  return new Map(rows.map(({ host, ...facts }) => [host, facts]))
}

/** The bans on the authors and hosts of some comments, by their own keys, and the phrases of their site. */
const findBans = async (
  db: Session,
  siteId: string,
  pending: readonly PendingComment[],
): Promise<GatheredFacts['bans']> => {
  const authors = [...new Set(pending.flatMap(({ authorKey }) => authorKey ?? []))]
  const hosts = [...new Set(pending.flatMap((one) => one.hosts.flatMap(withParents)))]
  // There may be more phrases from before they were bounded. They come in the index's order: read by the primary key, they would be
  // picked out of all other bans.
  const { rows } = await sql<GatheredFacts['bans'][number]>`
    (select kind, value from ban where site_id = ${siteId} and kind = 'phrase' and ${stands}
      order by value limit 10000)
    union all
    select kind, value from ban where site_id = ${siteId} and kind = 'author' and value = any(${authors}::text[]) and ${stands}
    union all
    select kind, value from ban where site_id = ${siteId} and kind = 'host' and value = any(${hosts}::text[]) and ${stands}`.execute(
    db,
  )
  return rows
}

/** A host and all above it, such as `a.b.example`, `b.example` and `example`. */
const withParents = (host: string): string[] => {
  const labels = host.split('.')
  return labels.map((_, at) => labels.slice(at).join('.'))
}
