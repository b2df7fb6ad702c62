import { sql, type Kysely } from 'kysely'

/** Keeps with each member of a wave when it joined, so that a decision can leave alone what joined after the moderator's look, however
 *  old it is; and gives what the sweep holds for good an index of its own, for it looks for that first, however long the backlog. */
export const growthAndFailing = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  // Defaults without a computation: no row is written.
  `alter table wave add column growth integer not null default 0`,
  `alter table wave_member add column growth integer not null default 0`,

  `create index comment_failing on comment (asked_at) where version_status = 'pending' and failures >= 6`,
]
