import { sql } from 'kysely'

/** Of aliases `l`, whether one leads to its article. A first comment may make it another's own key in the moment in which it is set,
 *  and then leads there, as it does wherever a name is looked up. */
export const isNoKey = sql`not exists (select from article own where own.site_id = l.site_id and own.key = l.alias)`
