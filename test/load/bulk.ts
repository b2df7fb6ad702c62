import { Client } from 'pg'
import { commentText } from './texts.ts'

/** How large a site is. */
export type Size = { articles: number; comments: number }

const TEXTS = 2_000
const CHUNK = 100_000
/** A third of the comments are replies to the one before. */
const REPLIES = 3

/**
 * Fills a site with published comments past the api, as if they had been written over the last month: texts of the same words as
 * the load's, fingerprints that match nothing, one event each, counts and totals that are exact.
 */
export const fillSite = async (databaseUrl: string, site: string, { articles, comments }: Size): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const run = (statement: string, values: unknown[] = []) => client.query(statement, values)
  try {
    await run(
      `insert into article (site_id, key) select $1, 'article-' || n from generate_series(1, $2::int) n on conflict do nothing`,
      [site, articles],
    )
    await run('create temp table filling (nth int primary key, body text)')
    const bodies = Array.from({ length: TEXTS }, () => commentText())
    await run('insert into filling select row_number() over () - 1, body from unnest($1::text[]) body', [bodies])
    for (let from = 0; from < comments; from += CHUNK) {
      const count = Math.min(CHUNK, comments - from)
      await run('begin')
      await run(fill, [site, articles, from, count, TEXTS, REPLIES])
      await run('commit')
    }
    for (const statement of settle) await run(statement, [site])
    await run('vacuum analyze')
  } finally {
    await client.end()
  }
}

// $3 comments are there already; these are older than all that is written later, for ids are times.
const fill = `
  with made as materialized (
    select n, uuidv7(-interval '30 days' + (($3::int + n) / 1000000.0) * interval '1 day') as id,
      a.id as article_id, n % $6::int = 0 and n > 1 as is_reply
    from generate_series(1, $4::int) n
    join article a on a.site_id = $1 and a.key = 'article-' || (1 + ((n - (n % $6::int = 0)::int) * 7919 % $2::int))
  ), placed as materialized (
    select m.*, p.id as parent_id from made m left join made p on m.is_reply and p.n = m.n - 1
  ), stored as (
    insert into comment (site_id, id, article_id, parent_id, root_id, depth, author_name, author_key, status, version_status,
      shown_version, visible, revision, idempotency_hash, body_hash, receipt_hash, fingerprint, created_at, decided_at)
    select $1, id, article_id, parent_id, coalesce(parent_id, id), (parent_id is not null)::int, 'Reader',
      encode(sha256(id::text::bytea), 'hex'), 'published', 'published', 1, true, $3::int + n, sha256(id::text::bytea), '', '',
      array(select (random() * 4294967295 - 2147483648)::bigint::int from generate_series(1, 16) where n > 0),
      uuid_extract_timestamp(id), uuid_extract_timestamp(id)
    from placed
  ), texts as (
    insert into comment_text (site_id, comment_id, version, body, html)
    select $1, p.id, 1, f.body, '<p>' || f.body || '</p>' from placed p join filling f on f.nth = p.n % $5::int
  )
  insert into event (site_id, revision, kind, comment_id, version, article_id, from_status, to_status, from_version_status,
    to_version_status, from_hold_only)
  select $1, $3::int + n, 'status', id, 1, article_id, 'pending', 'published', 'pending', 'published', false from placed`

const settle = [
  `update article a set published_count = c.count, revision = c.revision
   from (select article_id, count(*)::int as count, max(revision) as revision from comment where site_id = $1 group by article_id) c
   where a.site_id = $1 and a.id = c.article_id`,
  `update site set revision = (select coalesce(max(revision), 0) from event where site_id = $1) where id = $1`,
  `update standing set number = (select count(*) from comment where site_id = $1) where site_id = $1 and status = 'published'`,
]
