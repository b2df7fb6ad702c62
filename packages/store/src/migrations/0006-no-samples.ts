import { sql, type Kysely } from 'kysely'

/** ANALYZE keeps samples of what columns hold, and would keep those of an erased comment until it comes again. No plan asks
 *  for them. */
export const noSamples = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [table, columns] of Object.entries(written)) {
      for (const column of columns) {
        await sql.raw(`alter table ${table} alter column ${column} set statistics 0`).execute(db)
        await sql`delete from pg_statistic where starelid = ${table}::regclass and staattnum = (
          select attnum from pg_attribute where attrelid = ${table}::regclass and attname = ${column})`.execute(db)
      }
    }
  },
}

/** What authors wrote, and what was noted of it. Hashes keep their samples: lookups go by them, and they say nothing by themselves. */
const written = {
  comment: ['author_name', 'hosts', 'facts'],
  comment_text: ['body', 'html'],
  verdict: ['checks'],
  decision: ['note'],
  report: ['note'],
  appeal: ['text'],
}
