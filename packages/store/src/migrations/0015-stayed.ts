import { sql, type Kysely } from 'kysely'

/** Keeps with a decision that has a note which comments it named and left as they were: the note may be about them, and is erased when
 *  the author of one deletes it. */
export const stayed = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table decision add column stayed uuid[]`.execute(db)
    await sql`create index decision_stayed on decision (site_id) where stayed is not null`.execute(db)
  },
}
