import type { Actor, Mode, Reason, Role, Rules, Status } from '@parley/contracts'

/** What the api asks of the store. */
export type Site = {
  id: string
  name: string
  hosts: string[]
  mode: Mode
  rules: Rules
  revision: number
  epoch: number
}
export type Article = {
  id: number
  siteId: string
  key: string
  url?: string
  title?: string
  publishedCount: number
  mode?: Mode
  closedAt?: Date
  revision: number
}
export type Draft = {
  siteId: string
  id: string
  articleKey: string
  articleUrl?: string
  articleTitle?: string
  parentId?: string
  authorName?: string
  authorKey?: string
  body: string
  html: string
  hosts: string[]
  facts: Record<string, unknown>
  idempotencyHash: string
  bodyHash: string
  receiptHash: string
}
export type Submitted =
  | { kind: 'accepted'; id: string; version: number; status: Status; replayed: boolean }
  | { kind: 'other-body' | 'article-closed' | 'no-parent' | 'parent-not-visible' | 'too-deep' | 'no-site' }
export type Edited =
  | { kind: 'accepted'; id: string; version: number; status: Status }
  | { kind: 'gone' | 'window-over' | 'same' | 'article-closed' }
export type ReceiptRow = {
  id: string
  siteId: string
  articleKey: string
  status: Status
  version: number
  versionStatus: Status
  reason?: Reason
  body?: string
  createdAt: Date
  decidedAt?: Date
}
export type StoredVerdict = { outcome: string; checks: unknown; models: string[]; ms: number }
export type Move = {
  commentId: string
  version: number
  to: Status
  from: Status[]
  reason?: Reason
  verdict?: StoredVerdict
  fingerprint?: number[]
}
export type DecideCall = {
  siteId: string
  actor: Actor
  decisionId?: string
  action: string
  reason?: Reason
  note?: string
  moves: Move[]
}
export type Decided = {
  decisionId: string
  revision: number
  answers: { commentId: string; answer: 'moved' | 'already' | 'changed' | 'gone' | 'refused' }[]
}
export type Undone = {
  decisionId: string
  revision: number
  answers: { commentId: string; answer: 'moved' | 'superseded' | 'gone'; asked?: boolean }[]
}
export type VisibleRow = {
  id: string
  parentId?: string
  rootId: string
  depth: number
  status: 'published' | 'deleted'
  authorName?: string
  html?: string
  version: number
  edited: boolean
  createdAt: Date
}
export type HeldRow = {
  siteId: string
  id: string
  version: number
  status: Status
  versionStatus: Status
  articleKey: string
  articleTitle?: string
  articleUrl?: string
  authorName?: string
  authorKey?: string
  body: string
  html: string
  createdAt: Date
  reason?: Reason
  verdict?: StoredVerdict
  reports: number
  parentId?: string
}
export type TokenRow = { name: string; role: Role; sites?: string[] }
export type BanRow = {
  siteId: string
  id: string
  kind: 'author' | 'host' | 'phrase'
  value: string
  until?: Date
  note?: string
  by: string
  createdAt: Date
}
type Later<T> = Promise<T>
type Page = { sites?: string[]; siteId?: string; after?: string; limit: number }
type SiteFields = { name?: string; hosts?: string[]; mode?: Mode; rules?: Rules }
type ArticleFields = {
  title?: string
  url?: string
  mode?: Mode | null
  closed?: boolean
  aliases?: string[]
}

export type Store = {
  sites: {
    find(siteId: string): Later<Site | undefined>
    list(): Later<Site[]>
    add(site: { id: string; name: string; hosts: string[]; mode?: Mode; rules?: Rules }): Later<Site | 'exists'>
    set(siteId: string, fields: SiteFields, by: string): Later<Site | undefined>
    revisions(siteIds: string[]): Later<Map<string, { revision: number; epoch: number }>>
  }
  articles: {
    find(siteId: string, key: string): Later<Article | undefined>
    set(siteId: string, key: string, fields: ArticleFields): Later<Article | 'alias-taken'>
    merge(siteId: string, fromKey: string, intoKey: string): Later<Article | 'no-article' | 'same'>
  }
  counts: {
    read(
      siteId: string,
      keys: string[],
    ): Later<{ revision: number; epoch: number; counts: Map<string, { count: number; revision: number }> }>
    since(
      siteId: string,
      since: number,
      options: { keys?: string[]; limit: number },
    ): Later<{
      revision: number
      epoch: number
      changed: { key: string; aliases: string[]; count: number; revision: number }[]
      more: boolean
    }>
    changes(
      siteId: string,
      after: number,
      limit: number,
    ): Later<{ revision: number; changes: { keys: string[]; count: number; revision: number }[] }>
  }
  comments: {
    submit(draft: Draft): Later<Submitted>
    edit(edit: {
      siteId: string
      commentId: string
      body: string
      html: string
      hosts: string[]
      facts: Record<string, unknown>
      bodyHash: string
      authorName?: string
      windowMs: number
    }): Later<Edited>
    delete(comment: { siteId: string; commentId: string }): Later<'deleted' | 'already' | 'gone'>
    findByReceipt(siteId: string, commentId: string, receiptHash: string): Later<ReceiptRow | undefined>
    decide(call: DecideCall): Later<Decided>
    undo(call: { siteId: string; decisionId: string; actor: Actor }): Later<Undone | 'no-decision' | 'already-undone'>
    listVisible(question: {
      siteId: string
      articleKey: string
      sort: 'new' | 'old'
      after?: string
      limit: number
    }): Later<{
      comments: VisibleRow[]
      next?: string
      publishedCount: number
      revision: number
      closed: boolean
    }>
  }
  moderation: {
    list(
      question: Page & { status: Status; articleKey?: string; authorKey?: string; host?: string; q?: string },
    ): Later<{ items: HeldRow[]; next?: string }>
    totals(sites?: string[]): Later<{ siteId: string; status: Status; count: number }[]>
    bans: {
      list(siteId: string): Later<BanRow[]>
      remove(siteId: string, id: string): Later<boolean>
    }
  }
  reports: {
    add(report: {
      siteId: string
      commentId: string
      reason: Reason
      note?: string
      reporter: string
    }): Later<{ kind: 'counted'; reports: number; reached: boolean } | { kind: 'already' } | { kind: 'gone' }>
  }
  tokens: {
    find(hash: string): Later<TokenRow | undefined>
    add(token: { name: string; hash: string; role: Role; sites?: string[] }): Later<unknown>
    list(): Later<TokenRow[]>
    revoke(name: string): Later<boolean>
  }
  migrations: { pending(): Later<string[]> }
  secrets: { get(name: string): Promise<Buffer> }
  health(): Later<void>
  stats(): Later<{ pending: number; oldestPendingMs: number }>
}
