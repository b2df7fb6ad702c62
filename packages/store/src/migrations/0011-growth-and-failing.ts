import { sql, type Kysely } from 'kysely'

/** Keeps with each member of a wave when it joined, so that a decision can leave alone what joined after the moderator's look, however
 *  old it is. */
export const growthAndFailing = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  // Defaults without a computation: no row is written.
  `alter table wave add column growth integer not null default 0`,
  `alter table wave_member add column growth integer not null default 0`,
]
