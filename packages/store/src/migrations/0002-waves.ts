import { sql, type Kysely } from 'kysely'

/** Waves of near-copies. A wave's size and newest comment are kept with it, so that a list needs not count its members;
 *  they change under the site's lock only. What a decision made of a wave is looked up by the decision, which may be undone. */
export const waves = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `create table wave (
    site_id text not null,
    id uuid not null,
    size integer not null check (size > 0),
    newest uuid not null,
    made_at timestamptz not null default now(),
    primary key (site_id, id)
  ) with (fillfactor = 70)`,
  `create index wave_newest on wave (site_id, newest) where size >= 3`,

  `create table wave_member (
    site_id text not null,
    comment_id uuid not null,
    version integer not null,
    wave_id uuid not null,
    primary key (site_id, comment_id)
  )`,
  `create index wave_member_wave on wave_member (site_id, wave_id, comment_id)`,

  `create table wave_ruling (
    site_id text not null,
    decision_id uuid not null,
    wave_id uuid not null,
    action text not null check (action in ('approve', 'reject', 'hold', 'remove')),
    at timestamptz not null default now(),
    primary key (site_id, decision_id)
  )`,
  `create index wave_ruling_wave on wave_ruling (site_id, wave_id)`,
]
