import { sql, type Kysely } from 'kysely'

/** Notes each link's host with its comment, so that the newest mentions of a host on a site are found whatever their number; and with
 *  each comment the waves it left by being edited, so that its deletion finds what was ruled on them. */
export const hostsAndLeftWaves = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `create table comment_host (
    site_id text not null,
    host text not null,
    comment_id uuid not null,
    primary key (site_id, host, comment_id)
  )`,
  `alter table comment_host alter column host set statistics 0`, // as in 0007
  // The index of the comments' own lists stays: processes of before this still look there.
  `insert into comment_host select distinct c.site_id, h.host, c.id
    from comment c cross join unnest(c.hosts) as h(host) where c.hosts <> '{}' and octet_length(h.host) <= 1000`,
  `alter table comment add column left_waves uuid[]`,
]
