import { sql, type Kysely } from 'kysely'

/** Counts how often a worker began what an owner asked for, so that a request which kills its workers is given up. */
export const requestTries = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table model_request add column tries smallint not null default 0`.execute(db)
  },
}
