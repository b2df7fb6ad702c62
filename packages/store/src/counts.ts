import { sql } from 'kysely'
import { isNoKey } from './aliases.ts'
import type { Db } from './database.ts'

/** An article's published count, and the site's revision when that, or what readers see there, last changed. */
export type Count = { count: number; revision: number }

/** An article whose count, comments, aliases or being changed; `keys` are all the names that lead to it, its own first. */
export type CountChange = { keys: string[]; count: number; revision: number }

/** Counts as of one snapshot of a site. */
export type Counts = { revision: number; epoch: number; counts: Map<string, Count> }
/** A page of changes after a revision; `more` when there are further ones. */
export type CountChanges = { revision: number; epoch: number; changes: CountChange[]; more: boolean }

type Told = (siteId: string, revision: number) => void

type Row = { revision: number; epoch: number; key: string | null; keys: string[]; count: number; changed: number }

/** Published counts, read as of one snapshot; keys and aliases alike. A count creates no article. `told` hears of every revision seen. */
export const counts = (db: Db, told: Told = () => undefined) => ({
  /** The counts of some keys. Unknown keys are absent; an unknown site has revision 0. */
  read: async (siteId: string, keys: readonly string[]): Promise<Counts> => {
    const { rows } = await sql<Row>`
      select s.revision, s.epoch, k.key, coalesce(a.published_count, b.published_count) as count,
        coalesce(a.revision, b.revision) as changed
      from site s
      left join (
        unnest(${[...new Set(keys)]}::text[]) as k(key)
        left join article a on a.site_id = ${siteId} and a.key = k.key
        left join article_alias l on a.id is null and l.site_id = ${siteId} and l.alias = k.key
        left join article b on b.site_id = ${siteId} and b.id = l.article_id
      ) on coalesce(a.id, b.id) is not null
      where s.id = ${siteId}`.execute(db)
    const known = rows.flatMap(({ key, count, changed }) =>
      key === null ? [] : [[key, { count, revision: changed }] as const],
    )
    const revision = rows[0]?.revision ?? 0
    told(siteId, revision)
    return { revision, epoch: rows[0]?.epoch ?? 0, counts: new Map(known) }
  },

  /** What changed after a revision, in the order of the last changes, at most `limit` articles, or more where one revision changed
   *  more; of `keys` only, when given. Applied up to the last one's revision (or, unless `more`, up to `revision`) nothing is missing. */
  changes: async (siteId: string, after: number, limit: number, keys?: readonly string[]): Promise<CountChanges> => {
    const only =
      keys &&
      sql`and (a.key = any(${[...keys]}) or exists (
      select from article_alias l where l.site_id = a.site_id and l.article_id = a.id and l.alias = any(${[...keys]}) and ${isNoKey}))`
    const { rows } = await sql<Row>`
      select s.revision, s.epoch, c.key, c.count, c.changed,
        array(select l.alias from article_alias l where l.site_id = ${siteId} and l.article_id = c.id and ${isNoKey} order by l.alias) as keys
      from site s left join (
        select a.id, a.key, a.published_count as count, a.revision as changed from article a
        where a.site_id = ${siteId} and a.revision > 0 and a.revision > ${after} ${only ?? sql``}
        order by a.revision fetch first (${limit + 1}::int) rows with ties
      ) c on true
      where s.id = ${siteId} order by c.changed, c.id`.execute(db)
    const changed = rows.flatMap(({ key, keys: aliases, count, changed: revision }) =>
      key === null ? [] : [{ keys: [key, ...aliases], count, revision }],
    )
    // Articles that one transaction changed share its revision: a page never ends between them.
    const more = changed.length > limit
    const whole = changed.filter(({ revision }) => revision < (changed[limit]?.revision ?? Infinity))
    const revision = rows[0]?.revision ?? 0
    told(siteId, revision)
    return {
      revision,
      epoch: rows[0]?.epoch ?? 0,
      changes: whole.length > 0 ? whole : changed,
      more,
    }
  },
})
