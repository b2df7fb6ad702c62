import { sql, type Kysely } from 'kysely'

/** Lets a decision write less: where the newest text stands is said by its comment alone, a trace is kept as text that nobody
 *  takes apart before it is read, and what waits for its first decision has one index and not two. How many stand where is counted as they move, for a list's totals
 *  must not read all comments of a site. */
export const fewerWrites = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table comment_text alter column status drop default, alter column status drop not null`,
  `update comment_text t set status = null from comment c
    where c.site_id = t.site_id and c.id = t.comment_id and c.version = t.version`,

  `alter table verdict alter column checks type text using checks::text`,

  `drop index comment_queue`,
  `create index comment_queue on comment (site_id, version_status, id) where version_status in ('held', 'rejected', 'removed')`,

  `create table standing (
    site_id text not null references site,
    status text not null check (status in ('held', 'published', 'rejected', 'removed', 'deleted')),
    number bigint not null default 0 check (number >= 0),
    primary key (site_id, status)
  ) with (fillfactor = 50)`,
  `insert into standing (site_id, status, number)
    select s.id, t.status, (select count(*) from comment c where c.site_id = s.id and c.version_status = t.status)
    from site s cross join unnest(array['held', 'published', 'rejected', 'removed', 'deleted']) as t(status)`,
]
