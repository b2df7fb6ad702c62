import { createHash, randomUUID } from 'node:crypto'
import type { Status } from '@parley/contracts'
import { createStore, type Draft, type Layout, type Move, type Store } from '@parley/store'
import { v7 as newId } from 'uuid'
import { freshDatabase, poolOf } from './postgres.ts'
import { until } from './until.ts'

/** A store on a database of its own, with one site, `paper`. */
export type FreshStore = AsyncDisposable & { store: Store; url: string; siteId: string; revisions: [string, number][] }

/** Opens a store on a migrated database of its own, by wish one with partitions. `revisions` collects what it told of each commit. */
export const freshStore = async ({
  poolSize = 10,
  ...layout
}: { poolSize?: number } & Layout = {}): Promise<FreshStore> => {
  const database = await freshDatabase(layout)
  const revisions: [string, number][] = []
  const store = createStore({ url: database.url, poolSize, onRevision: (...told) => void revisions.push(told) })
  await store.sites.add({ id: 'paper', name: 'The Paper', hosts: ['paper.example'] })
  return {
    store,
    url: database.url,
    siteId: 'paper',
    revisions,
    [Symbol.asyncDispose]: async () => {
      await store.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** SHA-256 in hex. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A draft that differs from every other one, unless told otherwise. */
export const draftOf = (over: Partial<Draft> = {}): Draft => {
  const id = over.id ?? newId()
  const body = over.body ?? `A remark, number ${id}.`
  return {
    siteId: 'paper',
    id,
    articleKey: 'news-1',
    body,
    html: `<p>${body}</p>`,
    hosts: [],
    facts: {},
    idempotencyHash: hashOf(randomUUID()),
    bodyHash: hashOf(body),
    receiptHash: hashOf(`receipt ${id}`),
    ...over,
  }
}

const anyStatus: Status[] = ['pending', 'held', 'published', 'rejected', 'removed']

/** A move of a comment's first version, from wherever it stands. */
export const moveOf = (commentId: string, to: Move['to'], over: Partial<Move> = {}): Move => ({
  commentId,
  version: 1,
  to,
  from: anyStatus,
  ...over,
})

/** Submits a comment and moves it as the checks would; answers its id. */
export const placed = async (
  store: Store,
  to: Move['to'] | 'pending' = 'pending',
  over: Partial<Draft> = {},
): Promise<string> => {
  const draft = draftOf(over)
  const submitted = await store.comments.submit(draft)
  if (submitted.kind !== 'accepted') throw new Error(`not accepted: ${submitted.kind}`)
  if (to !== 'pending') await byChecks(store, [moveOf(submitted.id, to)], draft.siteId)
  return submitted.id
}

/** A decision of the checks. */
export const byChecks = (store: Store, moves: Move[], siteId = 'paper') =>
  store.comments.decide({ siteId, actor: { kind: 'checks' }, action: 'judge', moves })

/** A decision of a moderator. */
export const byModerator = (store: Store, moves: Move[], name = 'ada', siteId = 'paper') =>
  store.comments.decide({ siteId, actor: { kind: 'moderator', name }, action: moves[0]?.to ?? 'hold', moves })

/** The published count of an article, as sites are told it. */
export const countOf = async (store: Store, articleKey = 'news-1', siteId = 'paper'): Promise<number> =>
  (await store.counts.read(siteId, [articleKey])).counts.get(articleKey)?.count ?? 0

/** Rows of one statement over a connection of its own, which is kept for a moment: making one costs more than most statements. */
export const rowsOf = async <T>(url: string, statement: string, values: unknown[] = []): Promise<T[]> =>
  (await poolOf(url).query(statement, values)).rows as T[]

/** Closes a store and answers how many comments of its database were read until then, for sessions tell it when they end. */
export const commentsRead = async (store: Store, url: string): Promise<number> => {
  await store.close()
  const sessions = `select from pg_stat_activity where application_name = 'parley' and datname = current_database()`
  await until('the sessions have ended', async () => (await rowsOf(url, sessions)).length === 0)
  await rowsOf(url, 'select pg_stat_force_next_flush()') // of this one, which goes on
  const read = `select seq_tup_read + coalesce(idx_tup_fetch, 0) as read from pg_stat_user_tables where relname = 'comment'`
  return Number((await rowsOf<{ read: string }>(url, read))[0]?.read)
}
