import { sql, type Kysely } from 'kysely'

/** What readers and sites need besides comments: appeals, articles that are language versions of one another, and the keys by
 *  which a site signs its own readers in. */
export const reader = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  // One a comment, ever: the key says so.
  `create table appeal (
    site_id text not null,
    comment_id uuid not null,
    version integer not null,
    text text,
    at timestamptz not null default now(),
    answer text check (answer in ('granted', 'refused')),
    answered_at timestamptz,
    primary key (site_id, comment_id)
  )`,
  `create index appeal_open on appeal (comment_id, site_id) where answer is null`,

  `create table article_set (
    site_id text not null,
    article_id bigint not null,
    name text not null check (octet_length(name) between 1 and 2048),
    lang text,
    primary key (site_id, article_id),
    foreign key (site_id, article_id) references article
  )`,
  `create index article_set_name on article_set (name, site_id)`,

  `create table sign_in_key (
    site_id text not null references site,
    kid text not null,
    alg text not null check (alg in ('RS256', 'ES256', 'EdDSA', 'HS256')),
    public_jwk jsonb,
    sealed_secret bytea,
    set_by text not null,
    created_at timestamptz not null default now(),
    primary key (site_id, kid),
    check ((alg = 'HS256') = (sealed_secret is not null) and (alg = 'HS256') = (public_jwk is null))
  )`,
]
