import { sql, type Kysely } from 'kysely'

/** Keeps with an appeal which decision answered it, so that undoing the decision opens the appeal again. */
export const answeringDecisions = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  // Null while none did, and where the answer left the comment as it stood, which is no decision.
  `alter table appeal add column decision_id uuid`,
  `create index appeal_decision on appeal (site_id, decision_id) where decision_id is not null`,
]
