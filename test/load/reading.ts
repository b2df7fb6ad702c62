import { Client } from 'pg'
import { fire } from './fire.ts'
import { inRounds, type Ratio } from './rounds.ts'
import type { System } from './system.ts'

const ARTICLES = 100_000
const CONNECTIONS = 32

/** Loads 100,000 articles with counts past the api, and has the api hold them all. */
export const loadArticles = async ({ api, databaseUrl }: System): Promise<void> => {
  await run(
    databaseUrl,
    `insert into article (site_id, key, published_count, revision)
     select 'paper', 'loaded-' || n, n % 500, 1 from generate_series(0, ${ARTICLES - 1}) n`,
  )
  for (let from = 0; from < ARTICLES; from += 1000) {
    const articles = Array.from({ length: 1000 }, (_, nth) => `loaded-${from + nth}`)
    const answer = await fetch(`${api.url}/v1/sites/paper/counts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ articles }),
    })
    if (answer.status !== 200) throw new Error(`counts were not loaded: ${answer.status}`)
    await answer.arrayBuffer()
  }
}

/** Counts of so many articles a request, each request asking for others of the 100,000. */
export const measureCounts = (
  { api, raw }: System,
  articles: number,
  how: { rounds: number; seconds: number },
): Promise<Ratio> => {
  const paths = Array.from({ length: 2_000 }, () => {
    const keys = Array.from({ length: articles }, () => `article=loaded-${Math.floor(Math.random() * ARTICLES)}`)
    return `/v1/sites/paper/counts?${keys.join('&')}`
  })
  return measureGet(api.url, raw, () => paths[Math.floor(Math.random() * paths.length)] as string, how)
}

/** The first page of an article with 1,000 published comments. */
export const measurePage = async (
  { api, raw, databaseUrl }: System,
  how: { rounds: number; seconds: number },
): Promise<Ratio> => {
  await run(
    databaseUrl,
    `with made as (
      insert into article (site_id, key, published_count, revision) values ('paper', 'long', 1000, 1) returning id
    ), comments as (
      insert into comment (site_id, id, article_id, root_id, depth, status, version_status, shown_version, visible,
        idempotency_hash, body_hash, receipt_hash)
      select 'paper', n.id, made.id, n.id, 0, 'published', 'published', 1, true, sha256(n.id::text::bytea), '', ''
      from made, (select uuidv7() as id from generate_series(1, 1000)) n returning id
    )
    insert into comment_text (site_id, comment_id, version, body, html, status)
    select 'paper', id, 1, 'A comment of some length, as comments are.', '<p>A comment of some length, as comments are.</p>', 'published'
    from comments`,
  )
  return measureGet(api.url, raw, () => '/v1/sites/paper/comments?article=long', how)
}

const measureGet = (
  url: string,
  raw: string,
  path: () => string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Ratio> => {
  const make = () => ({ path: path() })
  const rate = async (of: string) => {
    const fired = await fire(of, { seconds, connections: CONNECTIONS, make })
    if (fired.odd > 0) throw new Error(`${fired.odd} requests of ${of} failed`)
    return fired.perSecond
  }
  return inRounds(
    rounds,
    () => rate(raw),
    () => rate(url),
  )
}

const run = async (databaseUrl: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
