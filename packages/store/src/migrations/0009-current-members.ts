import { sql, type Kysely } from 'kysely'

/** A comment now leaves its wave when its author edits it; those that were edited before leave theirs here. */
export const currentMembers = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `lock table wave, wave_member in share row exclusive mode`,
  `delete from wave_member m using comment c
    where c.site_id = m.site_id and c.id = m.comment_id and c.version <> m.version`,
  `delete from wave w where not exists (
    select from wave_member m where m.site_id = w.site_id and m.wave_id = w.id)`,
  `update wave w set size = m.size, newest = m.newest from (
    select site_id, wave_id, count(*)::int as size, max(comment_id::text)::uuid as newest
    from wave_member group by site_id, wave_id
  ) m where m.site_id = w.site_id and m.wave_id = w.id and w.size <> m.size`,
]
