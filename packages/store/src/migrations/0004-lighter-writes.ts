import { sql, type Kysely } from 'kysely'

/** Takes from every comment's way what nobody needs: the lock on the site's row that each insert took beside its article's,
 *  half of the fingerprint's index entries, and the building of binary JSON from traces that are only ever read whole. */
export const lighterWrites = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  // An article belongs to a site and a comment to an article: the second reference says nothing new.
  `alter table comment drop constraint comment_site_id_fkey`,
  // A text is written by the statement that writes its comment, which is never deleted.
  `alter table comment_text drop constraint comment_text_site_id_comment_id_fkey`,
  // Eight of the sixteen values find a copy; all sixteen say how near it is.
  `drop index comment_fingerprint`,
  `create index comment_fingerprint on comment using gin ((fingerprint[1:8])) with (fastupdate = off)
    where fingerprint is not null`,
  `alter table verdict alter column checks type json using checks::json`,
]
