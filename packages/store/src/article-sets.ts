import { sql } from 'kysely'
import type { Db, Tx } from './database.ts'

/** A language version of an article. */
export type Version = { key: string; lang?: string }

/** The language versions beside each of some articles, itself included, by the key or alias asked for; those of no set and
 *  those that nobody made are absent. */
export const findSets =
  (db: Db) =>
  async (siteId: string, keys: readonly string[]): Promise<Map<string, Version[]>> => {
    const { rows } = await sql<{ asked: string; key: string; lang: string | null }>`
      select k.key as asked, a.key, s.lang
      from unnest(${[...new Set(keys)]}::text[]) as k(key)
      join lateral (
        select id from article where site_id = ${siteId} and key = k.key
        union all
        select article_id from article_alias where site_id = ${siteId} and alias = k.key limit 1
      ) own on true
      join article_set mine on mine.site_id = ${siteId} and mine.article_id = own.id
      join article_set s on s.site_id = mine.site_id and s.name = mine.name
      join article a on a.site_id = s.site_id and a.id = s.article_id
      order by k.key, s.lang nulls last, a.id`.execute(db)
    const sets = new Map<string, Version[]>()
    for (const { asked, key, lang } of rows) {
      const known = sets.get(asked) ?? []
      known.push({ key, ...(lang === null ? {} : { lang }) })
      sets.set(asked, known)
    }
    return sets
  }

/** Puts an article into a set or takes it out; absent leaves it where it is. */
export const writeSet = async (
  tx: Tx,
  siteId: string,
  articleId: number,
  set: { name: string; lang?: string | undefined } | null | undefined,
): Promise<void> => {
  if (set === undefined) return
  await tx.deleteFrom('article_set').where('site_id', '=', siteId).where('article_id', '=', articleId).execute()
  if (set === null) return
  await tx
    .insertInto('article_set')
    .values({ site_id: siteId, article_id: articleId, name: set.name, lang: set.lang ?? null })
    .execute()
}
