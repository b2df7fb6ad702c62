import type { Status } from '@parley/contracts'
import { sql } from 'kysely'
import { mayBeOneRow, rowsOf, sqlState, type Db } from '../database.ts'
import { inGroups } from '../groups.ts'
import { LONGEST_HOST } from './hosts.ts'

/** A comment about to be stored. Hashes are hex; `id` is a uuid v7; `hosts` are the hosts that its links lead to. */
export type Draft = {
  siteId: string
  id: string
  /** The article's key, already normalised. */
  articleKey: string
  articleUrl?: string | undefined
  articleTitle?: string | undefined
  parentId?: string | undefined
  authorName?: string | undefined
  authorKey?: string | undefined
  body: string
  html: string
  hosts: string[]
  facts: Record<string, unknown>
  idempotencyHash: string
  bodyHash: string
  receiptHash: string
}

/** The stored comment (of an earlier call, when `replayed`), or why there is none. */
export type Submitted =
  | { kind: 'accepted'; id: string; version: number; status: Status; replayed: boolean }
  | { kind: 'other-body' | 'article-closed' | 'no-parent' | 'parent-not-visible' | 'too-deep' | 'no-site' }

const MAX_DEPTH = 100
const FOREIGN_KEY = '23503' // an article that was merged away between two statements, or a site that is not there

/** Stores drafts as pending comments; the answer comes after COMMIT. Concurrent calls share a statement and its commit; a
 *  draft that cannot be stored does not fail its neighbours. */
export const submit = (db: Db) =>
  inGroups<Draft, Submitted>({
    most: 200,
    inFlight: 1,
    of: ({ siteId }) => siteId,
    mayBeOneItem: mayBeOneRow,
    run: async (drafts) => {
      const answers = new Map<number, Submitted>()
      // Twice, for what another transaction changed under the first: an article made, merged or a key taken meanwhile.
      for (let round = 1; answers.size < drafts.length; round += 1) {
        const open = drafts.flatMap((draft, at) => (answers.has(at) ? [] : [{ draft, at }]))
        try {
          for (const [at, answer] of await store(db, open)) answers.set(at, answer)
        } catch (fault) {
          if (round >= 4 || sqlState(fault) !== FOREIGN_KEY) throw fault
        }
        if (round >= 8) throw new Error('drafts found neither a place nor a refusal')
      }
      return drafts.map((_, at) => answers.get(at) as Submitted)
    },
  })

type Numbered = { draft: Draft; at: number }
type Outcome = { at: number; outcome: 'stored' | 'conflict' | 'no-article' | Exclude<Submitted['kind'], 'accepted'> }

const store = async (db: Db, numbered: Numbered[]): Promise<Map<number, Submitted>> => {
  const byAt = new Map(numbered.map((one) => [one.at, one.draft]))
  const outcomes = await insertComments(db, numbered)
  const answers = new Map<number, Submitted>()
  for (const { at, outcome } of outcomes) {
    if (outcome === 'stored')
      answers.set(at, {
        kind: 'accepted',
        id: (byAt.get(at) as Draft).id,
        version: 1,
        status: 'pending',
        replayed: false,
      })
    else if (outcome !== 'conflict' && outcome !== 'no-article') answers.set(at, { kind: outcome })
  }
  const conflicts = outcomes.flatMap(({ at, outcome }) =>
    outcome === 'conflict' ? [{ at, draft: byAt.get(at) as Draft }] : [],
  )
  // A statement of its own: the first could not see what a concurrent flush was committing.
  for (const [at, answer] of await findReplayed(db, conflicts)) answers.set(at, answer)
  return answers
}

const columns = `at int, site_id text, id uuid, article_key text, article_url text, article_title text, parent_id uuid,
  author_name text, author_key text, body text, html text, hosts jsonb, facts jsonb, idempotency_hash text, body_hash text, receipt_hash text`

const noteHostsOfStored = sql`, linked as (
      insert into comment_host (site_id, host, comment_id)
      select distinct j.site_id, h.host, j.id from judged j cross join lateral jsonb_array_elements_text(j.hosts) as h(host)
      where (j.id in (select id from stored)) is true and octet_length(h.host) <= ${sql.lit(LONGEST_HOST)}
    )`

/** One statement, in which `offset 0` has each row looked up by its key. Finds each draft's article and parent, makes the articles of
 *  first comments and then stores what may be, both in the order of their keys, so that two flushes never wait for each other
 *  crosswise. An article that another transaction was making meanwhile is found by the next round. */
const insertComments = async (db: Db, numbered: Numbered[]): Promise<Outcome[]> => {
  const rows = numbered.map(({ at, draft }) => ({
    at,
    site_id: draft.siteId,
    id: draft.id,
    article_key: draft.articleKey,
    article_url: draft.articleUrl,
    article_title: draft.articleTitle,
    parent_id: draft.parentId ?? null,
    author_name: draft.authorName ?? null,
    author_key: draft.authorKey ?? null,
    body: draft.body,
    html: draft.html,
    hosts: draft.hosts,
    facts: draft.facts,
    idempotency_hash: draft.idempotencyHash,
    body_hash: draft.bodyHash,
    receipt_hash: draft.receiptHash,
  }))
  const { rows: outcomes } = await sql<Outcome>`
    with draft as materialized (
      select r.*, s.id is not null as site_known, coalesce(a.id, b.id) as article_id,
        coalesce(a.closed_at, b.closed_at) as closed_at,
        p.id as found_parent, p.article_id as parent_article, p.visible as parent_visible, p.root_id as parent_root, p.depth as parent_depth,
        k.id as known_id
      from ${rowsOf(rows, columns)}
      left join lateral (select id from site where id = r.site_id offset 0) s on true
      left join lateral (select id, closed_at from article where key = r.article_key and site_id = r.site_id offset 0) a on true
      left join lateral (
        select named.id, named.closed_at from article_alias l
        cross join lateral (
          select id, closed_at from article where site_id = l.site_id and id = l.article_id offset 0
        ) named
        where a.id is null and l.site_id = r.site_id and l.alias = r.article_key offset 0
      ) b on true
      left join lateral (
        select id, article_id, visible, root_id, depth from comment where site_id = r.site_id and id = r.parent_id offset 0
      ) p on true
      left join lateral (
        -- The site is compared afterwards: as a condition it would tempt a plan made on an empty table to the primary key.
        select id, site_id from comment where idempotency_hash = decode(r.idempotency_hash, 'hex') offset 0
      ) k on k.site_id = r.site_id
    ), looked as (
      select d.*, case
        when not site_known then 'no-site'
        when known_id is not null then 'conflict'
        when article_id is null and parent_id is not null then 'no-parent'
        when article_id is null then 'no-article'
        when closed_at is not null then 'article-closed'
        when parent_id is null then 'stored'
        when found_parent is null or parent_article <> article_id then 'no-parent'
        when not parent_visible then 'parent-not-visible'
        when parent_depth >= ${MAX_DEPTH}::int then 'too-deep'
        else 'stored' end as found
      from draft d
    ), judged as materialized (
      -- Of several under one key the first that may be stored is; those that may not need not wait for each other.
      select l.*, case when found in ('stored', 'no-article') and row_number() over (
        partition by site_id, idempotency_hash, found in ('stored', 'no-article') order by at) > 1 then 'conflict' else found end as outcome
      from looked l
    ), made as (
      insert into article (site_id, key, url, title)
      select distinct on (site_id, article_key) site_id, article_key, article_url, article_title
      from judged where outcome = 'no-article' order by site_id, article_key
      on conflict (site_id, key) do nothing
      returning site_id, key, id
    ), stored as (
      insert into comment (site_id, id, article_id, parent_id, root_id, depth, author_name, author_key, facts, hosts,
        idempotency_hash, body_hash, receipt_hash)
      select site_id, id, place, parent_id, coalesce(parent_root, id), coalesce(parent_depth + 1, 0), author_name, author_key,
        facts, array(select jsonb_array_elements_text(hosts)),
        decode(idempotency_hash, 'hex'), decode(body_hash, 'hex'), decode(receipt_hash, 'hex')
      from (
        -- As an aggregate all of them are made before the first comment is, and looked up instead of compared with every draft.
        select j.*, coalesce(j.article_id,
          ((select jsonb_object_agg(site_id || ' ' || key, id) from made) ->> (j.site_id || ' ' || j.article_key))::bigint) as place
        from judged j where j.outcome in ('stored', 'no-article') offset 0
      ) placed
      where place is not null order by site_id, idempotency_hash
      on conflict (site_id, idempotency_hash) do nothing
      returning id
    ), texts as (
      insert into comment_text (site_id, comment_id, version, body, html)
      -- A look into a hash each; as a join it would compare every draft with every other.
      select j.site_id, j.id, 1, j.body, j.html from judged j where (j.id in (select id from stored)) is true
    ) ${numbered.some(({ draft }) => draft.hosts.length > 0) ? noteHostsOfStored : sql``}
    select at, case
      when id in (select id from stored) then 'stored'
      when outcome = 'stored' then 'conflict'
      else outcome end as outcome
    from judged`.execute(db)
  return outcomes
}

/** Answers drafts whose idempotency key is taken: the comment it was taken by, or that its body was another. A key whose
 *  transaction was undone meanwhile has no answer yet and is tried again. */
const findReplayed = async (db: Db, conflicts: Numbered[]): Promise<Map<number, Submitted>> => {
  if (conflicts.length === 0) return new Map()
  const rows = conflicts.map(({ at, draft }) => ({
    at,
    site_id: draft.siteId,
    idempotency_hash: draft.idempotencyHash,
    body_hash: draft.bodyHash,
  }))
  const { rows: found } = await sql<{ at: number; id: string; version: number; status: Status; same: boolean }>`
    select r.at, c.id, c.version, c.status, c.body_hash = decode(r.body_hash, 'hex') as same
    from ${rowsOf(rows, 'at int, site_id text, idempotency_hash text, body_hash text')}
    cross join lateral (
      select site_id, id, version, status, body_hash from comment
      where idempotency_hash = decode(r.idempotency_hash, 'hex') offset 0
    ) c
    where c.site_id = r.site_id`.execute(db)
  // One that this very draft stored before its group failed is no replay: nobody asked for its first decision.
  const ownId = new Map(conflicts.map(({ at, draft }) => [at, draft.id]))
  return new Map(
    found.map(({ at, same, ...row }) => [
      at,
      same ? { kind: 'accepted', replayed: row.id !== ownId.get(at), ...row } : { kind: 'other-body' },
    ]),
  )
}
