import { sql, type Kysely } from 'kysely'

/** ANALYZE keeps samples of what columns hold, and would keep those of an erased comment until it comes again. No plan asks
 *  for them. */
export const noSamples = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [table, columns] of Object.entries(written)) {
      for (const [column, type] of Object.entries(columns)) {
        await sql.raw(`alter table ${table} alter column ${column} set statistics 0`).execute(db)
        // To be given the type it has costs a column its samples and nothing else, and the table's owner may.
        await sql.raw(`alter table ${table} alter column ${column} type ${type}`).execute(db)
      }
    }
  },
}

/** What authors wrote, and what was noted of it. Hashes keep their samples: lookups go by them, and they say nothing by themselves. */
const written = {
  comment: { author_name: 'text', hosts: 'text[]', facts: 'jsonb' },
  comment_text: { body: 'text', html: 'text' },
  verdict: { checks: 'text' },
  decision: { note: 'text' },
  report: { note: 'text' },
  appeal: { text: 'text' },
}
