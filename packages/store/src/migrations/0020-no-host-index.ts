import { sql, type Kysely } from 'kysely'

/** Drops an index that nothing reads any more: hosts are looked up where they are noted, in `comment_host`. */
export const noHostIndex = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`drop index comment_hosts`.execute(db)
  },
}
