import { sql, type Kysely } from 'kysely'

/** Finds copies by their site and time too: of a text that a campaign spread long ago, or on other sites, every copy was read. */
export const copiesBySite = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const salted = [1, 2, 3, 4, 5, 6, 7, 8].map((nth) => `fingerprint[${nth}] # copy_salt(site_id, created_at)`).join(', ')

const statements = [
  // Another one for each site and every sixty days.
  `create function copy_salt(site text, at timestamptz) returns integer language sql immutable parallel safe return
    hashtext(site) # hashint4(date_part('day', at - timestamptz '2026-01-01 00:00+00')::integer / 60)`,
  `create index comment_copies on comment using gin ((array[${salted}])) with (fastupdate = off) where fingerprint is not null`,
  `drop index comment_fingerprint`,
]
