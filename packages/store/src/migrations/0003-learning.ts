import { sql, type Kysely } from 'kysely'

/** What sites learn from their moderators' decisions: kept versions of a site's own weights, which of them serves, audits
 *  drawn blind, and what was asked of the learner. Nothing here holds a text or a name of those who wrote one. */
export const learning = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `create table site_learning (
    site_id text primary key references site,
    serving integer,
    last_version integer not null default 0,
    stamp bigint not null default 0,
    policy jsonb,
    report jsonb,
    contest_from bigint not null default 0,
    seen_revision bigint not null default 0,
    audited_through bigint not null default 0,
    frozen_at timestamptz,
    frozen_by text,
    learned_at timestamptz
  )`,
  // What was published and rejected before anything was audited is no sample of what is.
  `insert into site_learning (site_id, audited_through) select id, revision from site`,

  `create table site_model (
    site_id text not null references site,
    version integer not null,
    weights bytea not null,
    base text not null,
    revision bigint not null,
    as_of bigint not null,
    decisions integer not null,
    origin text not null check (origin in ('learned', 'rebuilt')),
    contest jsonb not null,
    made_at timestamptz not null default now(),
    primary key (site_id, version)
  )`,

  `create table model_action (
    site_id text not null references site,
    id uuid not null,
    action text not null check (action in ('promote', 'rollback', 'fall-back', 'freeze', 'thaw', 'rebuild', 'drop')),
    version integer,
    by text not null,
    at timestamptz not null default now(),
    primary key (site_id, id)
  )`,

  `create table audit (
    site_id text not null,
    comment_id uuid not null,
    version integer not null,
    outcome text not null check (outcome in ('published', 'rejected')),
    open boolean not null default true,
    drawn_at timestamptz not null default now(),
    primary key (site_id, comment_id, version),
    foreign key (site_id, comment_id) references comment
  )`,
  `create index audit_open on audit (site_id, comment_id) where open`,

  `create table model_request (
    site_id text not null references site,
    id uuid not null,
    kind text not null check (kind in ('rebuild', 'backtest')),
    asked_by text not null,
    payload jsonb not null default '{}',
    state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
    result jsonb,
    asked_at timestamptz not null default now(),
    claimed_at timestamptz,
    done_at timestamptz,
    primary key (site_id, id)
  )`,
  `create index model_request_open on model_request (asked_at) where state in ('waiting', 'running')`,
]
