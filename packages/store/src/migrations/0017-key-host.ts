import { sql, type Kysely } from 'kysely'

/** Keeps with a site the host that its articles' keys are folded to, once that is no longer the first of its hosts. */
export const keyHost = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table site add column key_host text`.execute(db)
  },
}
