import { sql, type RawBuilder } from 'kysely'
import type { Db, Session } from './database.ts'

/** What ends a transaction: its last statement, if it has any, and what it comes to once that is committed. */
export type Ending<Out> = { last: RawBuilder<unknown> | undefined; out: Out }

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
  db.getExecutor().provideConnection(async (connection) => {
    // Kysely's own transactions send a statement only when the one before it was answered.
    const executor = db.getExecutor().withConnectionProvider({ provideConnection: (use) => use(connection) })
    const session: Session = { getExecutor: () => executor }
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
