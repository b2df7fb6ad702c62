import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type RawBuilder,
} from 'kysely'
import type { Tx } from '../database.ts'
import type { Tables } from '../tables.ts'
import type { CommentRow } from './state.ts'

/** A published first comment without replies, unless told otherwise. */
export const sampleRow = (over: Partial<CommentRow> = {}): CommentRow => ({
  siteId: 'paper',
  id: 'a',
  version: 1,
  status: 'published',
  versionStatus: 'published',
  shownVersion: 1,
  holdOnly: false,
  approvedVersion: null,
  visible: true,
  articleId: 7,
  articleMode: null,
  articleCount: 3,
  parentId: null,
  parentVisible: false,
  hasReplies: false,
  revision: 1,
  ...over,
})

/** A transaction on no database: it keeps what it is asked and answers all of it with the same rows. */
export const recordingTx = (rows: object[] = []): { tx: Tx; asked: CompiledQuery[] } => {
  const asked: CompiledQuery[] = []
  const connection = {
    executeQuery: async (query: CompiledQuery) => {
      asked.push(query)
      return { rows }
    },
  } as unknown as DatabaseConnection
  class Recorder extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      return connection
    }
  }
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new Recorder(),
      createIntrospector: (one) => new PostgresIntrospector(one),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return { tx: db as unknown as Tx, asked }
}

/** The rows that a statement's only parameter carries, and its text. */
export const carried = (query: Pick<CompiledQuery, 'parameters' | 'sql'>): { rows: unknown; text: string } => ({
  rows: JSON.parse(String(query.parameters[0])),
  text: query.sql,
})

/** The same of a fragment. */
export const carriedBy = (fragment: RawBuilder<unknown>): { rows: unknown; text: string } =>
  carried(fragment.compile(recordingTx().tx))
