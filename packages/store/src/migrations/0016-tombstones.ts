import { sql, type Kysely } from 'kysely'

/** Finds the tombstones of an article without reading its comments: which of them readers see is asked of all of them at once. */
export const tombstones = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index comment_tombstone on comment (site_id, article_id) where status = 'deleted' and visible`.execute(
      db,
    )
  },
}
