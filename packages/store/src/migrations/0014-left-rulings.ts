import { sql, type Kysely } from 'kysely'

/** Keeps with a comment what was ruled on the waves it left, and not only which waves: a wave that becomes part of another takes its
 *  rulings there, where the comment never was. */
export const leftRulings = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table comment add column left_rulings uuid[]`.execute(db)
  },
}
