import type { Mode } from '@parley/contracts'
import { sql } from 'kysely'
import { isNoKey } from './aliases.ts'
import { lockSites } from './comments/apply.ts'
import { writeSet } from './article-sets.ts'
import type { Db, Tx } from './database.ts'
import { withRetries } from './transact.ts'

/** The page that comments belong to, known by a key of its site. */
export type Article = {
  siteId: string
  id: number
  key: string
  url?: string
  title?: string
  publishedCount: number
  mode?: Mode
  /** The set of language versions it belongs to. */
  set?: { name: string; lang?: string }
  closedAt?: Date
  /** The site's revision at the last change of its count, its aliases or its being. */
  revision: number
}

/** What an owner sets of an article; what is absent stays as it is. */
export type ArticleChange = {
  title?: string | undefined
  url?: string | undefined
  mode?: Mode | null | undefined
  closed?: boolean | undefined
  aliases?: string[] | undefined
  set?: { name: string; lang?: string | undefined } | null | undefined
}

type OnRevisions = (revisions: Map<string, number>) => void

/** The article of a key or alias. */
export const findArticle =
  (db: Db) =>
  async (siteId: string, key: string): Promise<Article | undefined> => {
    const row = await db
      .selectFrom('article as a')
      .leftJoin('article_set as s', (join) =>
        join.onRef('s.site_id', '=', 'a.site_id').onRef('s.article_id', '=', 'a.id'),
      )
      .selectAll('a')
      .select(['s.name as set_name', 's.lang as set_lang'])
      .where('a.site_id', '=', siteId)
      .where((eb) =>
        eb.or([
          eb('a.key', '=', key),
          eb(
            'a.id',
            '=',
            eb
              .selectFrom('article_alias as l')
              .select('l.article_id')
              .where('l.site_id', '=', siteId)
              .where('l.alias', '=', key),
          ),
        ]),
      )
      .orderBy(sql`a.key = ${key}`, 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!row) return undefined
    return {
      siteId,
      id: row.id,
      key: row.key,
      publishedCount: row.published_count,
      revision: row.revision,
      ...(row.url === null ? {} : { url: row.url }),
      ...(row.title === null ? {} : { title: row.title }),
      ...(row.mode === null ? {} : { mode: row.mode }),
      ...(row.set_name === null
        ? {}
        : { set: { name: row.set_name, ...(row.set_lang === null ? {} : { lang: row.set_lang }) } }),
      ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    }
  }

/** The articles of a site in the order in which they were made, by pages. */
export const listArticles =
  (db: Db) =>
  async (
    siteId: string,
    { after = 0, limit }: { after?: number; limit: number },
  ): Promise<
    { id: number; key: string; title?: string; url?: string; publishedCount: number; aliases: string[] }[]
  > => {
    const { rows } = await sql<{
      id: number
      key: string
      title: string | null
      url: string | null
      count: number
      aliases: string[]
    }>`
      select a.id, a.key, a.title, a.url, a.published_count as count,
        array(select l.alias from article_alias l where l.site_id = a.site_id and l.article_id = a.id and ${isNoKey} order by l.alias) as aliases
      from article a where a.site_id = ${siteId} and a.id > ${after} order by a.id limit ${limit}`.execute(db)
    return rows.map(({ title, url, count, ...row }) => ({
      ...row,
      publishedCount: count,
      ...(title === null ? {} : { title }),
      ...(url === null ? {} : { url }),
    }))
  }

/** Makes or changes an article on its owner's word. An alias that already names another article is refused whole. */
export const setArticle =
  (db: Db, onRevisions: OnRevisions) =>
  async (siteId: string, key: string, change: ArticleChange): Promise<Article | 'alias-taken' | 'no-site'> => {
    const answered = await withRetries(() =>
      db.transaction().execute(async (tx) => {
        const revisions = await lockSites(tx, [siteId])
        if (revisions.size === 0) return 'no-site' as const
        const before = await findArticle(tx)(siteId, key)
        const id = before?.id ?? (await makeArticle(tx, siteId, key))
        const aliases = (change.aliases ?? []).filter((alias) => alias !== (before?.key ?? key)).toSorted()
        if (await areTaken(tx, siteId, id, aliases)) throw new AliasTaken()
        await writeArticle(tx, siteId, id, change)
        await writeSet(tx, siteId, id, change.set)
        const added = await addAliases(tx, siteId, id, aliases)
        const turned = change.closed !== undefined && change.closed !== (before?.closedAt !== undefined)
        const renamed = isOther(change.title, before?.title) || isOther(change.url, before?.url)
        if (!before || added > 0 || turned || renamed)
          await recordArticleEvent(tx, revisions, { siteId, articleId: id, kind: added > 0 ? 'alias' : 'article' })
        return { revisions, article: (await findArticle(tx)(siteId, key)) as Article }
      }),
    ).catch((fault: unknown) => {
      if (fault instanceof AliasTaken) return 'alias-taken' as const
      throw fault
    })
    if (typeof answered === 'string') return answered
    onRevisions(answered.revisions)
    return answered.article
  }

const isOther = (given: string | undefined, now: string | undefined): boolean => given !== undefined && given !== now

/** Makes an article, or finds the one that a first comment made meanwhile. */
const makeArticle = async (tx: Tx, siteId: string, key: string): Promise<number> => {
  const made = await tx
    .insertInto('article')
    .values({ site_id: siteId, key })
    .onConflict((conflict) => conflict.columns(['site_id', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made) return made.id
  const found = await tx
    .selectFrom('article')
    .select('id')
    .where('site_id', '=', siteId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return found.id
}

/** Undoes the transaction of an article whose alias is another's. */
class AliasTaken extends Error {}

const writeArticle = async (
  tx: Tx,
  siteId: string,
  id: number,
  { title, url, mode, closed }: ArticleChange,
): Promise<void> => {
  const set = {
    ...(title === undefined ? {} : { title }),
    ...(url === undefined ? {} : { url }),
    ...(mode === undefined ? {} : { mode }),
    ...(closed === undefined ? {} : { closed_at: closed ? sql<Date>`coalesce(closed_at, now())` : null }),
  }
  if (Object.keys(set).length === 0) return
  await tx.updateTable('article').set(set).where('site_id', '=', siteId).where('id', '=', id).execute()
}

/** Whether a name already leads to another article than this. */
const areTaken = async (tx: Tx, siteId: string, id: number, names: string[]): Promise<boolean> => {
  if (names.length === 0) return false
  const { rows } = await sql`
    select from article where site_id = ${siteId} and key = any(${names}) and id <> ${id}
    union all select from article_alias where site_id = ${siteId} and alias = any(${names}) and article_id <> ${id}
    limit 1`.execute(tx)
  return rows.length > 0
}

const addAliases = async (tx: Tx, siteId: string, id: number, aliases: string[]): Promise<number> => {
  if (aliases.length === 0) return 0
  const added = await tx
    .insertInto('article_alias')
    .values(aliases.map((alias) => ({ site_id: siteId, alias, article_id: id })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('alias')
    .execute()
  return added.length
}

/** Writes an event of an article and makes it known to those who follow counts. The site must be locked. */
export const recordArticleEvent = async (
  tx: Tx,
  revisions: Map<string, number>,
  { siteId, articleId, kind }: { siteId: string; articleId: number; kind: 'article' | 'alias' | 'merge' | 'recount' },
): Promise<void> => {
  const revision = (revisions.get(siteId) ?? 0) + 1
  revisions.set(siteId, revision)
  await sql`
    with counted as (
      update article set revision = ${revision} where site_id = ${siteId} and id = ${articleId} returning published_count
    ), events as (
      insert into event (site_id, revision, kind, article_id, count_after)
      select ${siteId}, ${revision}::bigint, ${kind}, ${articleId}::bigint, published_count from counted
    )
    update site set revision = ${revision} where id = ${siteId}`.execute(tx)
}

/** Moves one article's comments to another and makes the first's key and aliases lead there. Each comment keeps its place, so
 *  the second's count grows by the first's. A comment being submitted to the first meanwhile ends up in the second. */
export const mergeArticles =
  (db: Db, onRevisions: OnRevisions) =>
  async (siteId: string, fromKey: string, intoKey: string): Promise<Article | 'no-article' | 'same'> => {
    const answered = await withRetries(() =>
      db.transaction().execute(async (tx) => {
        const revisions = await lockSites(tx, [siteId])
        const [from, into] = [await findArticle(tx)(siteId, fromKey), await findArticle(tx)(siteId, intoKey)]
        if (!from || !into) return 'no-article' as const
        if (from.id === into.id) return 'same' as const
        // Waits for the inserts that refer to it; the statements after see what they committed.
        await sql`select from article where site_id = ${siteId} and id = ${from.id} for update`.execute(tx)
        await moveComments(tx, siteId, from.id, into.id)
        await tx
          .updateTable('article_alias')
          .set({ article_id: into.id })
          .where('site_id', '=', siteId)
          .where('article_id', '=', from.id)
          .execute()
        await tx
          .updateTable('article')
          .set({ published_count: sql`published_count + ${from.publishedCount}` })
          .where('site_id', '=', siteId)
          .where('id', '=', into.id)
          .execute()
        await tx.deleteFrom('article_set').where('site_id', '=', siteId).where('article_id', '=', from.id).execute()
        await tx.deleteFrom('article').where('site_id', '=', siteId).where('id', '=', from.id).execute()
        // The name may be an alias of another article too, where that came while this one's first comment did: the article went before it.
        await tx
          .insertInto('article_alias')
          .values({ site_id: siteId, alias: from.key, article_id: into.id })
          .onConflict((conflict) => conflict.columns(['site_id', 'alias']).doUpdateSet({ article_id: into.id }))
          .execute()
        await recordArticleEvent(tx, revisions, { siteId, articleId: into.id, kind: 'merge' })
        return { revisions, article: (await findArticle(tx)(siteId, intoKey)) as Article }
      }),
    )
    if (typeof answered === 'string') return answered
    onRevisions(answered.revisions)
    return answered.article
  }

/** So many comments move in one statement: one that moved all of a large article would be cut off by its time-out, again and again. */
const MOVED_AT_ONCE = 5_000

const moveComments = async (tx: Tx, siteId: string, from: number, into: number): Promise<void> => {
  for (let moved = 1n; moved > 0n;) {
    const { numAffectedRows } = await sql`
      update comment c set article_id = ${into}
      from (select id from comment where site_id = ${siteId} and article_id = ${from} limit ${MOVED_AT_ONCE}) part
      where c.site_id = ${siteId} and c.id = part.id`.execute(tx)
    moved = numAffectedRows ?? 0n
  }
}
