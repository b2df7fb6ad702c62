import { sql, type Kysely } from 'kysely'

/** Lets a job look up the bans on its own authors and hosts, however many its site has. */
export const bansByValue = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index ban_value on ban (site_id, kind, value)`.execute(db)
  },
}
