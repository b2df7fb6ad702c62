import { sql, type RawBuilder } from 'kysely'
import { isRetryable, type Db, type Session } from './database.ts'

const TRIES = 5

/** Runs a transaction again when the database gave it up for another one's sake. */
export const withRetries = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run()
    } catch (fault) {
      if (attempt >= TRIES || !isRetryable(fault)) throw fault
    }
  }
}

/** How a transaction ends: `last` is its last statement, if it writes anything, and `out` its answer once that is committed. */
export type Ending<Out> = { last: RawBuilder<unknown> | undefined; out: Out }

/** Asks over one connection, and sends all that is asked at once without waiting for the answers: what takes the database a moment
 *  each costs less so than over a connection each. */
export const atOnce = <Out>(db: Db, ask: (session: Session) => Promise<Out>): Promise<Out> =>
  db.getExecutor().provideConnection((connection) => {
    // Kysely's own sessions send a statement only when the one before it was answered.
    const executor = db.getExecutor().withConnectionProvider({ provideConnection: (use) => use(connection) })
    return ask({ getExecutor: () => executor })
  })

/**
 * Runs a transaction in two round trips: what `open` asks is sent behind `begin` without waiting for it, and the last statement
 * together with the `commit`. Each statement still sees what was committed before it was begun, one behind a lock what was
 * committed while the lock was waited for. Throws what the first statement that failed met; nothing of it is then done.
 */
export const inTwoTrips = <Opened, Out>(
  db: Db,
  open: (session: Session) => Promise<Opened>,
  close: (session: Session, opened: Opened) => Promise<Ending<Out>>,
): Promise<Out> =>
  atOnce(db, async (session) => {
    try {
      const [, opened] = await Promise.all([sql`begin`.execute(session), open(session)])
      const { last, out } = await close(session, opened)
      const [, committed] = await Promise.all([last?.execute(session), sql<Ended>`commit`.execute(session)])
      if (committed.rows[0]?.command !== 'COMMIT') throw new Error('a transaction was given up by the database')
      return out
    } catch (fault) {
      await rollBack(session)
      throw fault
    }
  })

type Ended = { command: string }

/** A connection that cannot even roll back is ended, and so nobody's next one. */
const rollBack = (session: Session): Promise<unknown> =>
  sql`rollback`
    .execute(session)
    .catch(() => sql`select pg_terminate_backend(pg_backend_pid())`.execute(session).catch(() => undefined))
