import { sql } from 'kysely'
import { recordArticleEvent } from './articles.ts'
import { lockSites } from './comments/apply.ts'
import { planWholeTables, rowsOf, type Db, type Tx } from './database.ts'

/** An article whose stored count is not what its comments say. */
export type Drift = { siteId: string; key: string; stored: number; derived: number }

/** What a recount found: articles looked at, those that drifted, comments whose `visible` was wrong, totals by status that were (which
 *  a sample does not look at). */
export type Recount = { articles: number; drift: Drift[]; visibleWrong: number; totalsWrong: number }

/** Looking at a site takes a transaction: a round of upkeep must end before the next one. */
const SAMPLED_SITES = 1_000

type OnRevisions = (revisions: Map<string, number>) => void

/** Derives every count and every comment's visibility from the comments alone and compares. It locks nothing: a statement sees what was
 *  committed together as one; over millions of comments it takes long, which `db` must allow. `sample` looks at that many articles at random of each site, of a thousand sites when there are more;
 *  `repair` looks again under the site's lock at what drifted, writes what is right, one event for each article, and starts a new epoch. */
export const recount =
  (db: Db, onRevisions: OnRevisions) =>
  async ({
    siteId,
    repair = false,
    sample,
  }: { siteId?: string | undefined; repair?: boolean; sample?: number | undefined } = {}): Promise<Recount> => {
    const sites = await db
      .selectFrom('site')
      .select('id')
      .$if(siteId !== undefined, (query) => query.where('id', '=', siteId as string))
      .orderBy(sample === undefined ? sql`id` : sql`random()`)
      .$if(sample !== undefined, (query) => query.limit(SAMPLED_SITES))
      .execute()
    const total: Recount = { articles: 0, drift: [], visibleWrong: 0, totalsWrong: 0 }
    for (const { id } of sites) {
      const seen = await db.transaction().execute(async (tx) => {
        await planWholeTables(tx)
        const { articles, drifts, wrong } = await derive(tx, id, sample === undefined ? 'all' : { sample })
        const totalsWrong = sample === undefined ? await deriveTotals(tx, id, false) : 0
        return { articles, drifts, wrong, totalsWrong }
      })
      if (repair) await repairSite(db, id, onRevisions, seen)
      total.articles += seen.articles
      total.visibleWrong += seen.wrong.length
      total.totalsWrong += seen.totalsWrong
      total.drift.push(...seen.drifts.map(({ key, stored, derived }) => ({ siteId: id, key, stored, derived })))
    }
    return total
  }

type ArticleRow = { id: number; key: string; stored: number; derived: number }
type WrongRow = { id: string; articleId: number; visible: boolean }
type Derived = { articles: number; drifts: ArticleRow[]; wrong: WrongRow[] }

const derive = async (
  tx: Tx,
  siteId: string,
  which: 'all' | { sample: number } | { only: number[] },
): Promise<Derived> => {
  const some =
    which === 'all'
      ? sql``
      : 'only' in which
        ? sql`and id = any(${which.only}::bigint[])`
        : sql`order by random() limit ${which.sample}`
  const { rows } = await sql<{ articles: number; drifts: ArticleRow[] | null; wrong: WrongRow[] | null }>`
    with recursive looked as materialized (
      select id, key, published_count from article where site_id = ${siteId} ${some}
    ), tree as (
      select c.id, c.article_id, c.status, c.visible,
        c.status = 'published' or (c.status = 'deleted' and c.shown_version is not null) as reachable
      from comment c join looked a on a.id = c.article_id
      where c.site_id = ${siteId} and c.parent_id is null
      union all
      select k.id, k.article_id, k.status, k.visible,
        t.reachable and (k.status = 'published' or (k.status = 'deleted' and k.shown_version is not null))
      from tree t cross join lateral (
        -- Fenced off, to be looked up: else all answers of the site are read once for each level of the deepest thread.
        select * from comment where site_id = ${siteId} and parent_id = t.id offset 0
      ) k
    ), derived as (
      select article_id, count(*) filter (where status = 'published' and reachable)::int as count from tree group by article_id
    )
    select
      (select count(*)::int from looked) as articles,
      (select json_agg(json_build_object('id', a.id, 'key', a.key, 'stored', a.published_count, 'derived', coalesce(d.count, 0)))
        from looked a left join derived d on d.article_id = a.id where a.published_count <> coalesce(d.count, 0)) as drifts,
      (select json_agg(json_build_object('id', id, 'articleId', article_id, 'visible', reachable))
        from tree where visible <> reachable) as wrong`.execute(tx)
  const [found] = rows
  return { articles: found?.articles ?? 0, drifts: found?.drifts ?? [], wrong: found?.wrong ?? [] }
}

/** How many of a site's totals by status are not what its comments say; with `repair`, they are afterwards. */
const deriveTotals = async (tx: Tx, siteId: string, repair: boolean): Promise<number> => {
  const { rows } = await sql<{ status: string; number: number }>`
    select t.status, count(c.id) as number
    from standing t left join comment c on c.site_id = t.site_id and c.version_status = t.status
    where t.site_id = ${siteId} group by t.status, t.number having t.number <> count(c.id)`.execute(tx)
  if (repair)
    await sql`update standing t set number = r.number from ${rowsOf(rows, 'status text, number bigint')}
      where t.site_id = ${siteId} and t.status = r.status`.execute(tx)
  return rows.length
}

const repairSite = async (
  db: Db,
  siteId: string,
  onRevisions: OnRevisions,
  seen: { drifts: ArticleRow[]; wrong: WrongRow[]; totalsWrong: number },
): Promise<void> => {
  const only = [...new Set([...seen.drifts.map(({ id }) => id), ...seen.wrong.map(({ articleId }) => articleId)])]
  if (only.length === 0 && seen.totalsWrong === 0) return
  const revisions = await db.transaction().execute(async (tx) => {
    const revisionsNow = await lockSites(tx, [siteId])
    await planWholeTables(tx)
    const { drifts, wrong } = await derive(tx, siteId, { only })
    await sql`update comment c set visible = r.visible from ${rowsOf(wrong, 'id uuid, visible boolean')}
      where c.site_id = ${siteId} and c.id = r.id`.execute(tx)
    await sql`update article a set published_count = r.derived from ${rowsOf(drifts, 'id bigint, derived int')}
      where a.site_id = ${siteId} and a.id = r.id`.execute(tx)
    for (const { id } of drifts) await recordArticleEvent(tx, revisionsNow, { siteId, articleId: id, kind: 'recount' })
    if (drifts.length > 0 || wrong.length > 0)
      await sql`update site set epoch = epoch + 1 where id = ${siteId}`.execute(tx)
    if (seen.totalsWrong > 0) await deriveTotals(tx, siteId, true)
    return revisionsNow
  })
  onRevisions(revisions)
}
