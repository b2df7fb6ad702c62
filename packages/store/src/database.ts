import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely'
import pg from 'pg'
import { withoutOptions } from './database-url.ts'
import type { Tables } from './tables.ts'

/** A database or a transaction on it. */
export type Db = Kysely<Tables>
export type Tx = Transaction<Tables>
/** What a statement can be sent to: a database, or one connection in a transaction. */
export type Session = Pick<Db, 'getExecutor'>

const INT8 = 20

// Whatever the server, the database or the role says. Each statement sees what was committed before it, as one behind a lock has to;
// dates as pg reads them. No compiling of plans, joins in the order in which they are written, and a few rows looked up by their keys:
// a plan is made once, on tables that are still empty, where reading all of a table to hash it looks as cheap.
const SETTINGS = [
  'default_transaction_isolation=read\\ committed',
  'datestyle=iso',
  'jit=off',
  'join_collapse_limit=1',
  'from_collapse_limit=1',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'parley.told=on', // what no owner sets, to ask for
]

const pipelined = (url: string, poolSize: number): pg.PoolConfig => ({
  connectionString: url,
  max: poolSize,
  connectionTimeoutMillis: 5_000,
  pipeline: true, // statements given to a connection at once are sent at once
})

const STATEMENT_MS = 30_000
/** A server that has not even said by then that a statement took too long says nothing any more: its connection is ended. */
const SILENCE_MS = STATEMENT_MS + 5_000

/** Opens a pool. int8 columns are read as numbers: revisions and article ids stay far below 2^53. */
export const openDatabase = (url: string, poolSize: number, onPoolError: (error: Error) => void): Db =>
  open({ ...pipelined(url, poolSize), statement_timeout: STATEMENT_MS, query_timeout: SILENCE_MS }, onPoolError)

/** Opens a pool for what has as long as it takes: migrations, looking at millions of comments, rewriting tables. */
export const openPatiently = (url: string, poolSize: number, onPoolError: (error: Error) => void): Db =>
  open({ ...pipelined(url, poolSize), statement_timeout: 0 }, onPoolError)

/** The same for changing tables: who waits for a table has all who come later wait behind it, so a lock is not waited for longer. */
export const openForChanges = (url: string, lockMs: number): Db =>
  open({ ...pipelined(url, 1), statement_timeout: 0, lock_timeout: lockMs }, () => undefined)

/** Opens a pool for what another server can answer as well: whatever takes longer than the patience fails. */
export const openReader = (url: string, poolSize: number, patienceMs: number): Db => {
  const patience = {
    connectionTimeoutMillis: patienceMs,
    statement_timeout: patienceMs,
    query_timeout: patienceMs, // a server that answers nothing
  }
  return open({ connectionString: url, max: poolSize, ...patience }, () => undefined)
}

/** A process that is stopped between two statements gives back by then the rows that others wait for. */
const IDLE_IN_TRANSACTION_MS = 10_000

type Opened = pg.PoolConfig & { statement_timeout: number }

const open = ({ statement_timeout: statementMs, ...config }: Opened, onPoolError: (error: Error) => void): Db => {
  const { connectionString, own } = withoutOptions(config.connectionString)
  const settings = [...SETTINGS, `statement_timeout=${statementMs}`] // pg itself would not send a 0
  const pool = new pg.Pool({
    ...config,
    connectionString,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'parley',
    options: `${settings.map((setting) => `-c ${setting}`).join(' ')} ${own}`.trimEnd(),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000, // one that is gone while nothing is asked is noticed before it is
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  })
  pool.on('error', onPoolError) // an idle connection that dies; the next query opens another
  const names = namesFor()
  pool.on('connect', (client) => {
    client.on('error', () => undefined) // one in use: its query fails, not the process
    prepareOnce(client, names)
  })
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Whether the settings of a connection reached the server. */
export const keepsSettings = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{ kept: boolean }>`select current_setting('parley.told', true) = 'on' as kept`.execute(db)
  return rows[0]?.kept === true
}

/** How many statements are kept prepared on a connection; what comes after them is planned each time. */
const PREPARED_AT_MOST = 300

type Names = { of(text: string): string | undefined; forget(text: string): void }

/** Names for statements by their text. */
const namesFor = (): Names => {
  const names = new Map<string, string>()
  let made = 0
  return {
    of: (text) => {
      const known = names.get(text)
      if (known !== undefined || names.size >= PREPARED_AT_MOST) return known
      made += 1
      const name = `parley-${made}`
      names.set(text, name)
      return name
    },
    forget: (text) => void names.delete(text),
  }
}

const PLAN_OF_ANOTHER_TABLE = '0A000' // a migration changed what a prepared statement answers
const CANCELLED = '57014'
const SILENT = 'Query read timeout' // pg's own words
const IN_FAILED_TRANSACTION = '25P02' // what is asked after a statement that failed

/** Has a connection parse and plan each statement once: planning costs more than running one that looks up a few rows. */
const prepareOnce = (client: pg.PoolClient, names: Names): void => {
  const send = client.query.bind(client) as (config: string | pg.QueryConfig, values?: unknown[]) => Promise<unknown>
  const gather = inOnePiece(client)
  const query: typeof send = (config, values) => {
    gather()
    return send(config, values)
  }
  const prepared = async (text: string, values?: unknown[]): Promise<unknown> => {
    if (values === undefined || values.length === 0) return query(text, values)
    const run = () => query({ text, values, name: names.of(text) } as pg.QueryConfig)
    try {
      return await run()
    } catch (fault) {
      if (fault instanceof Error && fault.message === SILENT) await endOf(client)
      if (sqlState(fault) !== PLAN_OF_ANOTHER_TABLE) throw fault
      names.forget(text)
      return await run().catch((second: unknown) => {
        throw sqlState(second) === IN_FAILED_TRANSACTION ? fault : second
      })
    }
  }
  client.query = prepared as typeof client.query
}

/** Has all that is asked within one turn go to the server in one piece: each on its own wakes a process there and, by its answer, this one. */
const inOnePiece = (client: pg.PoolClient): (() => void) => {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection
  let isGathering = false
  return () => {
    if (isGathering) return
    isGathering = true
    stream.cork()
    process.nextTick(() => {
      isGathering = false
      stream.uncork()
    })
  }
}

/** pg ends a connection that fell silent, and hears of that end a moment later: until then the pool would give it to the next caller. */
const endOf = (client: pg.PoolClient): Promise<unknown> =>
  Promise.race([once(client, 'end'), delay(1_000, undefined, { ref: false })])

/** Lets the rest of a transaction read whole tables, as hardly anything does. */
export const planWholeTables = async (tx: Tx): Promise<void> => {
  await sql`select set_config(name, 'on', true)
    from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) name`.execute(tx)
}

/** Rows passed as one JSON parameter, read in SQL as a table with the given columns, such as `id uuid, version int`. */
export const rowsOf = (rows: readonly object[], columns: string): RawBuilder<unknown> =>
  sql`json_to_recordset(${JSON.stringify(rows)}::json) as r(${sql.raw(columns)})`

/** SQLSTATE of a fault, when the server named one. */
export const sqlState = (fault: unknown): string | undefined =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : undefined

/** Whether a statement may have failed for one of its rows, so that the others are worth a try each: not where the database is away, nor
 *  where all of them took too long together, for then each might. */
export const mayBeOneRow = (fault: unknown, ms: number): boolean =>
  !isStoreAway(fault) && !(sqlState(fault) === CANCELLED && ms >= STATEMENT_MS)

const RETRYABLE = new Set(['40001', '40P01', PLAN_OF_ANOTHER_TABLE, IN_FAILED_TRANSACTION])

/** Whether the same transaction may succeed when it is run again: a deadlock, a serialization failure, an old plan in the middle of it. */
export const isRetryable = (fault: unknown): boolean => RETRYABLE.has(sqlState(fault) ?? '')

const AWAY = /^(08|57P|53|25006)/ // 25006: it only reads, as a standby does, or a managed server whose disk is nearly full

/** Whether the database could not be reached or refused to work now, rather than refused what it was asked. */
export const isStoreAway = (fault: unknown): boolean => {
  const state = sqlState(fault)
  if (state === undefined) return fault instanceof Error && /timeout|terminated|ended|closed/i.test(fault.message)
  return AWAY.test(state) || /^E[A-Z]+$/.test(state)
}
