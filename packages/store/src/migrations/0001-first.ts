import { sql, type Kysely } from 'kysely'

/** The first tables. `site_id` leads every primary key, so that each table can be partitioned or distributed by it. A further
 *  index that leads with it is partial: the plans of foreign keys are made once, on tables still empty, where an
 *  index on a site's all rows looks as good as the primary key. */
export const first = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `create table site (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null,
    hosts text[] not null default '{}',
    mode text not null default 'auto' check (mode in ('auto', 'pre', 'post')),
    rules jsonb not null default '{}',
    revision bigint not null default 0,
    epoch integer not null default 1,
    created_at timestamptz not null default now()
  ) with (fillfactor = 50)`,

  `create table article (
    site_id text not null references site,
    id bigint generated always as identity,
    key text not null check (octet_length(key) between 1 and 2048),
    url text,
    title text,
    published_count integer not null default 0 check (published_count >= 0),
    mode text check (mode in ('auto', 'pre', 'post')),
    closed_at timestamptz,
    revision bigint not null default 0,
    created_at timestamptz not null default now(),
    primary key (site_id, id),
    unique (key, site_id)
  ) with (fillfactor = 70)`,
  `create index article_revision on article (site_id, revision) where revision > 0`,

  `create table article_alias (
    site_id text not null,
    alias text not null check (octet_length(alias) between 1 and 2048),
    article_id bigint not null,
    primary key (site_id, alias),
    foreign key (site_id, article_id) references article
  )`,
  `create index article_alias_article on article_alias (article_id, site_id)`,

  `create table comment (
    site_id text not null references site,
    id uuid not null,
    article_id bigint not null,
    parent_id uuid,
    root_id uuid not null,
    depth smallint not null check (depth between 0 and 100),
    author_name text,
    author_key text,
    status text not null default 'pending',
    version integer not null default 1,
    version_status text not null default 'pending',
    shown_version integer,
    visible boolean not null default false,
    hold_only boolean not null default false,
    approved_version integer,
    revision bigint not null default 0,
    facts jsonb not null default '{}',
    hosts text[] not null default '{}',
    idempotency_hash bytea not null,
    body_hash bytea not null,
    receipt_hash bytea not null,
    fingerprint integer[],
    asked_at timestamptz not null default now(),
    asks smallint not null default 1,
    failures smallint not null default 0,
    created_at timestamptz not null default now(),
    decided_at timestamptz,
    primary key (site_id, id),
    foreign key (site_id, article_id) references article,
    check (status in ('pending', 'held', 'published', 'rejected', 'removed', 'deleted')),
    check (version_status in ('pending', 'held', 'published', 'rejected', 'removed', 'deleted')),
    check (not visible or shown_version is not null)
  ) with (fillfactor = 85)`,
  `create unique index comment_idempotency on comment (idempotency_hash, site_id)`,
  `create index comment_pending on comment (asked_at) where version_status = 'pending'`,
  `create index comment_visible on comment (site_id, article_id, id) where visible`,
  `create index comment_article on comment (article_id, site_id)`,
  `create index comment_parent on comment (site_id, parent_id) where parent_id is not null`,
  `create index comment_queue on comment (site_id, version_status, id)
    where version_status in ('pending', 'held', 'rejected', 'removed')`,
  `create index comment_author on comment (site_id, author_key, id) where author_key is not null`,
  `create index comment_fingerprint on comment using gin (fingerprint) with (fastupdate = off)
    where fingerprint is not null`,
  `create index comment_hosts on comment using gin (hosts) with (fastupdate = off) where hosts <> '{}'`,

  `create table comment_text (
    site_id text not null,
    comment_id uuid not null,
    version integer not null,
    body text not null,
    html text not null,
    status text not null default 'pending',
    created_at timestamptz not null default now(),
    primary key (site_id, comment_id, version),
    foreign key (site_id, comment_id) references comment
  )`,

  `create table decision (
    site_id text not null,
    id uuid not null,
    actor_kind text not null check (actor_kind in ('checks', 'sweep', 'reports', 'author', 'moderator')),
    actor_name text,
    action text not null,
    reason text,
    note text,
    undoes uuid,
    at timestamptz not null default now(),
    primary key (site_id, id)
  )`,
  `create index decision_moderator on decision (site_id, id) where actor_kind = 'moderator'`,
  `create unique index decision_undoes on decision (site_id, undoes) where undoes is not null`,

  `create table event (
    site_id text not null,
    revision bigint not null,
    kind text not null check (kind in ('status', 'edit', 'article', 'alias', 'merge', 'recount')),
    comment_id uuid,
    version integer,
    article_id bigint,
    from_status text,
    to_status text,
    from_version_status text,
    to_version_status text,
    from_shown integer,
    from_hold_only boolean,
    from_approved integer,
    decision_id uuid,
    count_after integer,
    at timestamptz not null default now(),
    primary key (site_id, revision)
  )`,
  `create index event_comment on event (site_id, comment_id, revision) where comment_id is not null`,
  `create index event_decision on event (site_id, decision_id) where decision_id is not null`,

  `create table verdict (
    site_id text not null,
    comment_id uuid not null,
    version integer not null,
    outcome text not null,
    checks jsonb not null,
    models jsonb not null default '[]',
    ms real not null,
    at timestamptz not null default now(),
    primary key (site_id, comment_id, version)
  )`,

  `create table rule_set (
    site_id text not null references site,
    id uuid not null,
    rules jsonb not null,
    set_by text not null,
    at timestamptz not null default now(),
    primary key (site_id, id)
  )`,

  `create table ban (
    site_id text not null references site,
    id uuid not null,
    kind text not null check (kind in ('author', 'host', 'phrase')),
    value text not null,
    until timestamptz,
    note text,
    set_by text not null,
    created_at timestamptz not null default now(),
    primary key (site_id, id)
  )`,

  `create table report (
    site_id text not null,
    id uuid not null,
    comment_id uuid not null,
    version integer not null,
    reporter text not null,
    reason text not null,
    note text,
    at timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, comment_id, version, reporter)
  )`,

  `create table moderator_token (
    hash text primary key,
    name text not null unique,
    role text not null check (role in ('reader', 'moderator', 'admin')),
    sites text[],
    created_at timestamptz not null default now()
  )`,

  `create table secret (
    name text primary key,
    value bytea not null,
    created_at timestamptz not null default now()
  )`,
]
