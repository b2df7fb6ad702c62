import type { Action, Mode, Role, Rules, Status } from '@parley/contracts'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'

type Json<T extends object> = JSONColumnType<T, string | undefined, string>
type MadeNow = ColumnType<Date, Date | undefined, Date>

/** The tables, column by column, as `migrations/` makes them. */
export type Tables = {
  site: {
    id: string
    name: string
    hosts: string[]
    key_host: string | null
    mode: Generated<Mode>
    rules: Json<Partial<Rules>>
    revision: Generated<number>
    epoch: Generated<number>
    created_at: MadeNow
  }
  article: {
    site_id: string
    id: Generated<number>
    key: string
    url: string | null
    title: string | null
    published_count: Generated<number>
    mode: Mode | null
    closed_at: Date | null
    revision: Generated<number>
    created_at: MadeNow
  }
  article_alias: { site_id: string; alias: string; article_id: number }
  comment: {
    site_id: string
    id: string
    article_id: number
    parent_id: string | null
    root_id: string
    depth: number
    author_name: string | null
    author_key: string | null
    status: Generated<Status>
    version: Generated<number>
    version_status: Generated<Status>
    shown_version: number | null
    visible: Generated<boolean>
    hold_only: Generated<boolean>
    approved_version: number | null
    revision: Generated<number>
    facts: Json<Record<string, unknown>>
    hosts: Generated<string[]>
    idempotency_hash: Buffer
    body_hash: Buffer
    receipt_hash: Buffer
    fingerprint: number[] | null
    asked_at: MadeNow
    asks: Generated<number>
    failures: Generated<number>
    created_at: MadeNow
    decided_at: Date | null
    /** Of which it was when its author edited it, before `left_rulings` said more. */
    left_waves: string[] | null
    /** The decisions on waves of which it was until its author edited it. */
    left_rulings: string[] | null
  }
  /** The hosts that a comment's newest version leads to. */
  comment_host: { site_id: string; host: string; comment_id: string }
  /** How many newest versions stand where; those that are pending are in none. */
  standing: { site_id: string; status: Status; number: Generated<number> }
  comment_text: {
    site_id: string
    comment_id: string
    version: number
    body: string
    html: string
    /** Where a version stood when a newer one came; null in the newest, whose comment says it. */
    status: Status | 'replaced' | null
    created_at: MadeNow
  }
  decision: {
    site_id: string
    id: string
    actor_kind: string
    actor_name: string | null
    action: string
    reason: string | null
    note: string | null
    undoes: string | null
    /** The comments that it named and left as they were, where it has a note. */
    stayed: string[] | null
    at: MadeNow
  }
  event: {
    site_id: string
    revision: number
    kind: string
    comment_id: string | null
    version: number | null
    article_id: number | null
    from_status: Status | null
    to_status: Status | null
    from_version_status: Status | null
    to_version_status: Status | null
    from_shown: number | null
    from_hold_only: boolean | null
    from_approved: number | null
    decision_id: string | null
    count_after: number | null
    at: MadeNow
  }
  verdict: {
    site_id: string
    comment_id: string
    version: number
    outcome: string
    /** As `packTrace` writes it. */
    checks: string
    models: Json<string[]>
    ms: number
    at: MadeNow
  }
  rule_set: { site_id: string; id: string; rules: Json<Rules>; set_by: string; at: MadeNow }
  ban: {
    site_id: string
    id: string
    kind: 'author' | 'host' | 'phrase'
    value: string
    until: Date | null
    note: string | null
    set_by: string
    created_at: MadeNow
  }
  report: {
    site_id: string
    id: string
    comment_id: string
    version: number
    reporter: string
    reason: string
    note: string | null
    at: MadeNow
  }
  /** `growth` is how often comments joined it. */
  wave: { site_id: string; id: string; size: number; newest: string; growth: Generated<number>; made_at: MadeNow }
  /** `growth` is what its wave's was when it joined, also as one of a wave that became part of it. */
  wave_member: { site_id: string; comment_id: string; version: number; wave_id: string; growth: Generated<number> }
  wave_ruling: { site_id: string; decision_id: string; wave_id: string; action: Action; at: MadeNow }
  appeal: {
    site_id: string
    comment_id: string
    version: number
    text: string | null
    at: MadeNow
    answer: 'granted' | 'refused' | null
    answered_at: Date | null
    /** The decision that answered it, also while that is undone. */
    decision_id: string | null
  }
  article_set: { site_id: string; article_id: number; name: string; lang: string | null }
  sign_in_key: {
    site_id: string
    kid: string
    alg: string
    public_jwk: ColumnType<Record<string, unknown> | null, string | null, string | null>
    sealed_secret: Buffer | null
    set_by: string
    created_at: MadeNow
  }
  moderator_token: { hash: string; name: string; role: Role; sites: string[] | null; created_at: MadeNow }
  secret: { name: string; value: Buffer; created_at: MadeNow }
  site_learning: {
    site_id: string
    serving: number | null
    last_version: Generated<number>
    stamp: Generated<number>
    policy: Json<object> | null
    report: Json<object> | null
    contest_from: Generated<number>
    seen_revision: Generated<number>
    audited_through: Generated<number>
    frozen_at: Date | null
    frozen_by: string | null
    learned_at: Date | null
  }
  site_model: {
    site_id: string
    version: number
    weights: Buffer
    base: string
    revision: number
    as_of: number
    decisions: number
    origin: 'learned' | 'rebuilt'
    contest: Json<object>
    made_at: MadeNow
  }
  model_action: {
    site_id: string
    id: string
    action: string
    version: number | null
    by: string
    at: MadeNow
  }
  audit: {
    site_id: string
    comment_id: string
    version: number
    outcome: 'published' | 'rejected'
    open: Generated<boolean>
    drawn_at: MadeNow
  }
  model_request: {
    site_id: string
    id: string
    kind: 'rebuild' | 'backtest'
    asked_by: string
    payload: Json<object>
    state: Generated<'waiting' | 'running' | 'done' | 'failed'>
    result: Json<object> | null
    asked_at: MadeNow
    claimed_at: Date | null
    tries: Generated<number>
    done_at: Date | null
  }
}
